"""Correcting a transcript: who may, what counts, and that it counts at once."""

from dataclasses import replace
from typing import Any

import pytest

from bot.amends import Correction, CorrectionId, Decision, Standing
from bot.corrections import MOST_WAITING, MOST_WAITING_IN_ALL, Who, read_change, read_time
from bot.errors import ChangedError, NajiError, NotFoundError, UsageError
from bot.model import EpisodeId
from bot.questions import Presser, Question
from tests.amend_shop import BOSS, GUILD, LISTENER, MODERATOR, OPERATOR, OTHER_GUILD, SHOP, Shop
from tests.memory import MemoryStore

MOAT = ("互成盒", "護城河")
AT = ("ep1", "00:08")


@pytest.fixture
async def shop() -> Shop:
    return await Shop().fill()


async def refused(error: type[NajiError], code: str, work: Any) -> None:
    with pytest.raises(error) as caught:
        await work
    assert caught.value.code == code


# ---------------------------------------------------------------- it counts at once


async def test_an_operators_correction_counts_at_once(shop: Shop) -> None:
    await shop.corrections.add(BOSS, AT, (), MOAT)
    assert await shop.hit("護城河") == ("exact", "ep1", "護城河")


async def test_what_was_heard_is_still_found(shop: Shop) -> None:
    await shop.corrections.add(BOSS, AT, (), MOAT)
    assert (await shop.hit("互成盒 不然"))[0] == "exact"


async def test_a_proposal_counts_once_it_is_accepted(shop: Shop) -> None:
    listed = await shop.corrections.propose(LISTENER, await shop.clip_of("互成盒"), MOAT)
    assert (await shop.hit("護城河"))[0] == "sound"
    await shop.corrections.decide(BOSS, str(listed.correction.id), Decision.ACCEPTED)
    assert (await shop.hit("護城河"))[0] == "exact"


@pytest.mark.parametrize("end", ["reject", "remove"])
async def test_a_correction_that_is_taken_back_counts_no_more(shop: Shop, end: str) -> None:
    listed = await shop.corrections.add(BOSS, AT, (), MOAT)
    number = str(listed.correction.id)
    if end == "remove":
        await shop.corrections.remove(BOSS, number)
    else:
        await shop.corrections.decide(BOSS, number, Decision.REJECTED)
    assert (await shop.hit("護城河"))[0] == "sound"


async def test_an_opened_clip_says_what_is_corrected(shop: Shop) -> None:
    clip = await shop.clip_of("互成盒")
    await shop.corrections.add(BOSS, AT, (), MOAT)
    shown = (await shop.clips.open(clip, GUILD)).clip
    assert [(shown.words[each.start : each.end], each.right) for each in shown.amended] == [MOAT]


async def test_a_kept_search_says_what_was_corrected_since(shop: Shop) -> None:
    page = await shop.quotes.find(Question("互成盒", GUILD, "discord:9"))
    await shop.corrections.add(BOSS, AT, (), MOAT)
    assert page.search is not None
    turned = await shop.quotes.turn(page.search, 0, Presser(GUILD, "discord:9"))
    (first,) = [placed.hit for placed in turned.hits if placed.number == 1]
    assert [each.right for each in first.amended] == ["護城河"]


async def test_a_clips_id_is_of_the_words_as_heard(shop: Shop) -> None:
    before = await shop.clip_of("做生意要有互成盒")
    await shop.corrections.add(BOSS, AT, (), MOAT)
    assert await shop.clip_of("做生意要有護城河") == before


async def test_a_correction_outlives_another_import(shop: Shop) -> None:
    await shop.corrections.add(BOSS, AT, (), MOAT)
    await shop.fill(("多了一段開場白", *SHOP))
    assert (await shop.hit("護城河"))[0] == "exact"


async def test_a_correction_sleeps_while_its_words_are_gone(shop: Shop) -> None:
    await shop.corrections.add(BOSS, AT, (), MOAT)
    await shop.fill((SHOP[0], "這一段整個不見了", *SHOP[2:]))
    assert [each.correction.standing for each in await shop.corrections.list(OPERATOR)] == [Standing.SLEEPS]
    await shop.fill()
    assert (await shop.hit("護城河"))[0] == "exact"


# ---------------------------------------------------------------- who may


async def test_a_proposal_from_a_chat_waits(shop: Shop) -> None:
    clip = await shop.clip_of("互成盒")
    for who in (LISTENER, MODERATOR):
        listed = await shop.corrections.propose(who, clip, (MOAT[0], f"護城河{who.asker}"))
        assert listed.correction.decision is Decision.PROPOSED


@pytest.mark.parametrize("who", [LISTENER, MODERATOR])
async def test_only_the_operator_decides(shop: Shop, who: Who) -> None:
    listed = await shop.corrections.propose(LISTENER, await shop.clip_of("互成盒"), MOAT)
    number = str(listed.correction.id)
    await refused(UsageError, "correction.operator", shop.corrections.decide(who, number, Decision.ACCEPTED))
    await refused(UsageError, "correction.operator", shop.corrections.remove(who, number))


async def test_moderators_decide_where_the_operator_lets_them() -> None:
    shop = await Shop(by_moderators=["shop"]).fill()
    listed = await shop.corrections.propose(LISTENER, await shop.clip_of("互成盒"), MOAT)
    assert listed.correction.decision is Decision.PROPOSED
    await shop.corrections.decide(MODERATOR, str(listed.correction.id), Decision.ACCEPTED)
    assert (await shop.hit("護城河"))[0] == "exact"


async def test_nothing_of_a_private_show_is_corrected_or_told_elsewhere(shop: Shop) -> None:
    clip = await shop.clip_of("祕密節目也提到互成盒")
    elsewhere = replace(LISTENER, place=OTHER_GUILD)
    await refused(NotFoundError, "clip.none", shop.corrections.propose(elsewhere, clip, MOAT))
    listed = await shop.corrections.propose(LISTENER, clip, MOAT)
    assert await shop.corrections.list(OTHER_GUILD) == ()
    other = Who(OTHER_GUILD, "discord:3", may_manage=True)
    await refused(
        NotFoundError, "correction.none", shop.corrections.decide(other, str(listed.correction.id), Decision.ACCEPTED)
    )


# ---------------------------------------------------------------- lists


async def test_what_waits_is_listed_first(shop: Shop) -> None:
    accepted = await shop.corrections.add(BOSS, AT, (), MOAT)
    clip = await shop.clip_of("傘骨用的是岩手的鐵")
    waiting = [await shop.corrections.propose(LISTENER, clip, ("岩手", right)) for right in ("盛岡", "大船渡")]
    assert await shop.corrections.list(OPERATOR) == (*waiting, accepted)


async def test_a_list_keeps_to_a_show(shop: Shop) -> None:
    await shop.corrections.add(BOSS, AT, (), MOAT)
    assert len(await shop.corrections.list(OPERATOR, ("shop",))) == 1
    assert await shop.corrections.list(OPERATOR, ("secret",)) == ()


async def test_a_correction_of_a_removed_episode_is_listed_without_it(shop: Shop) -> None:
    await shop.corrections.add(BOSS, AT, (), MOAT)
    await shop.store.remove_episode("shop", "ep1")
    assert [each.episode for each in await shop.corrections.list(OPERATOR)] == [None]


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("護城河", "互成盒"), "correction.not_heard"),
        (("岩手的鐵", "盛岡的鐵"), "correction.not_heard"),
        (("互成盒", "互成盒"), "correction.same"),
        (("互成盒", "……"), "correction.empty"),
        (("？", "護城河"), "correction.empty"),
        (("互成盒", "河" * 41), "correction.long"),
        (("互成盒", "ha " * 80), "correction.long"),
    ],
)
async def test_a_change_that_cannot_be_is_refused(shop: Shop, change: tuple[str, str], code: str) -> None:
    clip = await shop.clip_of("做生意要有互成盒")
    await refused(UsageError, code, shop.corrections.propose(LISTENER, clip, change))


async def test_words_that_stand_twice_need_more_of_them(shop: Shop) -> None:
    await refused(
        UsageError, "correction.several", shop.corrections.add(BOSS, ("ep1", "00:36"), (), ("不會拿錯", "拿對"))
    )


@pytest.mark.parametrize(
    ("part", "code"),
    [("dge", "correction.not_heard"), ("e", "correction.not_heard"), ("edg", "correction.part")],
)
async def test_a_part_of_a_latin_word_is_refused(shop: Shop, part: str, code: str) -> None:
    await refused(UsageError, code, shop.corrections.add(BOSS, ("ep1", "00:28"), (), (part, "x")))


async def test_the_same_is_not_proposed_twice(shop: Shop) -> None:
    clip = await shop.clip_of("互成盒")
    await shop.corrections.propose(LISTENER, clip, MOAT)
    await refused(UsageError, "correction.known", shop.corrections.propose(MODERATOR, clip, MOAT))


async def test_two_accepted_corrections_do_not_meet(shop: Shop) -> None:
    listed = await shop.corrections.propose(LISTENER, await shop.clip_of("互成盒"), ("成盒", "城河"))
    await shop.corrections.add(BOSS, AT, (), MOAT)
    await refused(UsageError, "correction.overlaps", shop.corrections.add(BOSS, AT, (), ("有互成", "有護城")))
    await refused(
        UsageError, "correction.overlaps", shop.corrections.decide(BOSS, str(listed.correction.id), Decision.ACCEPTED)
    )


async def test_accepting_what_is_accepted_changes_nothing(shop: Shop) -> None:
    listed = await shop.corrections.add(BOSS, AT, (), MOAT)
    assert await shop.corrections.decide(BOSS, f"#{listed.correction.id}", Decision.ACCEPTED) == listed


async def test_one_person_has_few_proposals_waiting(shop: Shop) -> None:
    clip = await shop.clip_of("互成盒")
    for nth in range(MOST_WAITING):
        await shop.corrections.propose(LISTENER, clip, (MOAT[0], f"護城河{nth}"))
    await refused(UsageError, "correction.waiting", shop.corrections.propose(LISTENER, clip, MOAT))
    await shop.corrections.propose(MODERATOR, clip, MOAT)


async def test_everybody_together_has_not_too_many_waiting(shop: Shop) -> None:
    clip = await shop.clip_of("互成盒")
    listed = await shop.corrections.propose(LISTENER, clip, MOAT)
    for _ in range(MOST_WAITING_IN_ALL - 1):
        await shop.store.add_correction(replace(listed.correction, asker="discord:5"), EpisodeId(1), frozenset())
    await refused(UsageError, "correction.waiting", shop.corrections.propose(MODERATOR, clip, (MOAT[0], "別的")))


@pytest.mark.parametrize("typed", ["", "x", "1.5", "-1"])
async def test_what_is_no_number_is_refused(shop: Shop, typed: str) -> None:
    await refused(UsageError, "correction.which", shop.corrections.remove(BOSS, typed))


async def test_a_number_that_there_is_not_is_refused(shop: Shop) -> None:
    await refused(NotFoundError, "correction.none", shop.corrections.remove(BOSS, "4711"))


@pytest.mark.parametrize("clip", ["", "k1f20a", "!"])
async def test_a_clip_that_there_is_not_is_refused(shop: Shop, clip: str) -> None:
    await refused(NotFoundError, "clip.none", shop.corrections.propose(LISTENER, clip, MOAT))


async def test_an_episode_that_there_is_not_is_refused(shop: Shop) -> None:
    await refused(NotFoundError, "correction.no_episode", shop.corrections.add(BOSS, ("ep9", "00:08"), (), MOAT))


async def test_a_stem_of_several_shows_needs_its_show(shop: Shop) -> None:
    from tests.store_drafts import Script

    await shop.store.put_episode(Script("ep1", show="arts").draft())
    await refused(UsageError, "correction.which_show", shop.corrections.add(BOSS, AT, (), MOAT))
    assert (await shop.corrections.add(BOSS, AT, ("shop",), MOAT)).correction.show_slug == "shop"


# ---------------------------------------------------------------- while something else writes


class Gone(MemoryStore):
    """A store from which corrections are taken by somebody else in the same moment."""

    async def decide_correction(self, correction: CorrectionId, decision: Decision) -> bool:
        await super().remove_correction(correction)
        return await super().decide_correction(correction, decision)

    async def remove_correction(self, correction: CorrectionId) -> bool:
        await super().remove_correction(correction)
        return await super().remove_correction(correction)


async def test_a_correction_that_went_meanwhile_is_not_there() -> None:
    shop = await Shop(Gone()).fill()
    for work in (shop.corrections.remove, lambda who, n: shop.corrections.decide(who, n, Decision.ACCEPTED)):
        listed = await shop.corrections.add(BOSS, AT, (), MOAT)
        await refused(NotFoundError, "correction.none", work(BOSS, str(listed.correction.id)))


class Busy(MemoryStore):
    """A store whose episodes are replaced a few times before a correction is written."""

    left = 0

    async def add_correction(self, correction: Correction, episode: EpisodeId, grams: frozenset[int]) -> CorrectionId:
        if self.left:
            self.left -= 1
            raise ChangedError("store.changed", show=correction.show_slug, stem=correction.stem)
        return await super().add_correction(correction, episode, grams)


async def test_a_correction_is_written_once_more_while_an_import_goes_on() -> None:
    store = Busy()
    shop = await Shop(store).fill()
    store.left = 2
    await shop.corrections.add(BOSS, AT, (), MOAT)
    assert (await shop.hit("護城河"))[0] == "exact"


async def test_a_correction_of_an_episode_that_is_replaced_again_and_again_is_not_written() -> None:
    store = Busy()
    shop = await Shop(store).fill()
    store.left = 3
    await refused(ChangedError, "store.changed", shop.corrections.add(BOSS, AT, (), MOAT))


# ---------------------------------------------------------------- what is typed


@pytest.mark.parametrize("typed", ["互成盒 → 護城河", "互成盒→護城河", "互成盒 -> 護城河", " 互成盒=>護城河 "])
def test_a_change_is_two_sides_of_an_arrow(typed: str) -> None:
    assert read_change(typed) == MOAT


@pytest.mark.parametrize("typed", ["", "互成盒", "互成盒 →", "→ 護城河", "甲 → 乙 → 丙"])
def test_what_has_not_two_sides_is_no_change(typed: str) -> None:
    with pytest.raises(UsageError, match=r"correction\.change"):
        read_change(typed)


@pytest.mark.parametrize(
    ("typed", "ms"), [("00:08", 8_000), ("26:48", 1_608_000), ("1:02:03", 3_723_000), ("90:00", 5_400_000)]
)
def test_a_time_is_read_as_it_is_shown(typed: str, ms: int) -> None:
    assert read_time(typed) == ms


@pytest.mark.parametrize("typed", ["", "8", "0:8", "a:00"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match=r"correction\.time"):
        read_time(typed)
