"""Who waits, and for how long: token buckets over a clock of the test's own."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import cooldown
from bot.cooldown import Bucket, Buckets, Cooldown, Limits, Over, Wait
from tests.place_house import ABROAD, CHAT, GUILD, OTHER_GUILD

THREE = Bucket(3, 2.0)
LIMITS = Limits(Bucket(2, 10.0), Bucket(5, 1.0))


@dataclass
class Hand:
    """A cooldown and its clock."""

    limits: Limits = LIMITS
    now_s: float = 5000.0
    cooldown: Cooldown = field(init=False)

    def __post_init__(self) -> None:
        self.cooldown = Cooldown(self.limits, lambda: self.now_s)

    def searches(self, asker: str = "discord:1", pause_s: int | None = None) -> int:
        """How many searches in a row somebody may make now."""
        return next(nth for nth in range(1000) if self.cooldown.wait(GUILD, asker, pause_s))


# ---------------------------------------------------------------- buckets


def test_a_bucket_gives_its_tokens_in_a_row_and_then_one_after_each_pause() -> None:
    buckets = Buckets()
    for _ in range(3):
        assert buckets.wait_s("a", THREE, 100.0) == 0
        buckets.take("a", THREE, 100.0)
    assert buckets.wait_s("a", THREE, 100.0) == 2.0
    assert buckets.wait_s("a", THREE, 101.5) == 0.5
    assert buckets.wait_s("a", THREE, 102.0) == 0
    buckets.take("a", THREE, 102.0)
    assert buckets.wait_s("a", THREE, 102.0) == 2.0
    assert buckets.wait_s("b", THREE, 102.0) == 0


def test_a_bucket_without_a_pause_is_never_empty_and_takes_no_room() -> None:
    buckets = Buckets()
    for _ in range(100):
        assert buckets.wait_s("a", Bucket(1, 0), 0.0) == 0
        buckets.take("a", Bucket(1, 0), 0.0)
    assert len(buckets) == 0


def test_a_bucket_that_was_slower_before_makes_nobody_wait_longer_than_it_does_now() -> None:
    buckets = Buckets()
    buckets.take("a", Bucket(1, 600.0), 0.0)
    assert buckets.wait_s("a", THREE, 1.0) == 2.0


@given(
    st.lists(st.floats(0, 30), max_size=60),
    st.integers(1, 5),
    st.sampled_from([0.1, 0.3, 0.5, 2.0]),
    st.floats(0, 1e7),
)
def test_no_bucket_gives_more_than_it_holds_and_what_came_back(
    gaps: list[float], tokens: int, pause_s: float, now_s: float
) -> None:
    buckets, bucket, given_at = Buckets(), Bucket(tokens, pause_s), []
    for gap in gaps:
        now_s += gap
        if not buckets.wait_s("a", bucket, now_s):
            buckets.take("a", bucket, now_s)
            given_at.append(now_s)
    for first, start in enumerate(given_at):
        for last in range(first, len(given_at)):
            most = tokens + (given_at[last] - start) / pause_s
            assert last - first + 1 <= most + 0.05


@given(st.integers(1, 50), st.sampled_from([0.1, 0.3, 0.5, 2.0]), st.floats(0, 1e7))
def test_a_bucket_always_gives_all_that_it_holds(tokens: int, pause_s: float, now_s: float) -> None:
    buckets, bucket = Buckets(), Bucket(tokens, pause_s)
    for _ in range(tokens):
        assert not buckets.wait_s("a", bucket, now_s)
        buckets.take("a", bucket, now_s)
    assert buckets.wait_s("a", bucket, now_s)


def test_buckets_that_are_full_again_are_forgotten() -> None:
    buckets = Buckets()
    for second in range(10_000):
        buckets.take(f"{second}", THREE, float(second))
        assert len(buckets) <= 256
    assert buckets.wait_s("9999", Bucket(1, 2.0), 9999.0) == 2.0


def test_of_too_many_buckets_those_that_are_full_first_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cooldown, "MOST_BUCKETS", 400)
    buckets, slow = Buckets(), Bucket(1, 600.0)
    for number in range(5000):
        buckets.take(f"{number}", slow, number / 100)
        assert len(buckets) <= 400
    assert buckets.wait_s("4999", slow, 50.0) > 0
    assert buckets.wait_s("0", slow, 50.0) == 0


# ---------------------------------------------------------------- people and places


def test_a_person_waits_after_their_searches_in_a_row() -> None:
    hand = Hand()
    assert hand.searches() == 2
    assert hand.cooldown.wait(GUILD, "discord:1") == Wait(Over.PERSON, 10.0)
    hand.now_s += 10
    assert hand.searches() == 1


def test_being_told_to_wait_costs_nothing() -> None:
    hand = Hand()
    hand.searches()
    for _ in range(100):
        assert hand.cooldown.wait(GUILD, "discord:1") == Wait(Over.PERSON, 10.0)
    hand.now_s += 10
    assert hand.cooldown.wait(GUILD, "discord:1") is None


def test_a_place_waits_after_the_searches_of_all_its_people() -> None:
    hand = Hand()
    for nth in range(5):
        assert hand.cooldown.wait(GUILD, f"discord:{nth}") is None
    assert hand.cooldown.wait(GUILD, "discord:9") == Wait(Over.PLACE, 1.0)
    assert hand.cooldown.wait(OTHER_GUILD, "discord:9") is None


def test_a_person_has_what_they_may_in_each_place() -> None:
    hand = Hand()
    hand.searches()
    assert hand.cooldown.wait(OTHER_GUILD, "discord:1") is None


def test_where_the_bot_is_no_member_a_person_has_it_once_for_all_places() -> None:
    hand = Hand()
    elsewhere = [ABROAD, ABROAD.__class__(ABROAD.platform, ABROAD.kind, "99"), ABROAD]
    assert [hand.cooldown.wait(place, "discord:1") for place in elsewhere] == [None, None, Wait(Over.PERSON, 10.0)]


@pytest.mark.parametrize(
    ("pause_s", "waits"), [(60, Wait(Over.PERSON, 60.0)), (0, None), (None, Wait(Over.PERSON, 10))]
)
def test_a_place_sets_how_long_its_people_wait(pause_s: int | None, waits: Wait | None) -> None:
    hand = Hand()
    for _ in range(2):
        assert hand.cooldown.wait(GUILD, "discord:1", pause_s) is None
    assert hand.cooldown.wait(GUILD, "discord:1", pause_s) == waits


def test_a_person_is_told_once_a_minute_in_each_place() -> None:
    hand = Hand()
    assert hand.cooldown.may_tell(CHAT, "telegram:1")
    assert hand.cooldown.may_tell(CHAT, "telegram:1")
    hand.cooldown.tell(CHAT, "telegram:1")
    assert not hand.cooldown.may_tell(CHAT, "telegram:1")
    assert hand.cooldown.may_tell(CHAT, "telegram:2")
    assert hand.cooldown.may_tell(GUILD, "telegram:1")
    hand.now_s += 59
    assert not hand.cooldown.may_tell(CHAT, "telegram:1")
    hand.now_s += 1
    assert hand.cooldown.may_tell(CHAT, "telegram:1")


def test_the_clock_of_this_machine_is_used_where_none_is_given() -> None:
    quick = Cooldown(Limits(Bucket(1, 600.0), Bucket(1, 600.0)))
    assert quick.wait(GUILD, "discord:1") is None
    assert quick.wait(GUILD, "discord:1") is not None
