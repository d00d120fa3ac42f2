"""Which transcript is fetched, when to ask again, which episode an item is, and what chapters say: pure decisions."""

import json
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.errors import FeedError
from bot.feed_model import Chapter, Item, KeptItem, Offer
from bot.feed_ports import Answer
from bot.feeds.chapters import read_chapters
from bot.feeds.matching import MAX_STEM_CHARS, stem_of, stems_of
from bot.feeds.offers import ORDER, ranked
from bot.feeds.pacing import (
    FIRST_WAIT_S,
    LONGEST_PAUSE,
    MAX_RETRY_AFTER_S,
    is_due,
    is_passing,
    next_try,
    retry_after_s,
    wait_s,
)
from bot.model import Episode, EpisodeFacts, EpisodeId, Show, ShowId

NOW = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

# ---------------------------------------------------------------- transcripts

TYPES = {
    "json": "application/json",
    "vtt": "text/vtt",
    "srt": "application/x-subrip",
    "html": "text/html",
    "plain": "text/plain",
}


def offer(kind: str, language: str = "") -> Offer:
    return Offer(f"https://tea.example/{kind}{language}", TYPES[kind], language)


def test_the_type_that_has_the_most_in_it_stands_first() -> None:
    assert ranked([offer(kind) for kind in reversed(ORDER)], "en") == tuple(offer(kind) for kind in ORDER)


def test_a_type_that_nobody_knows_is_told_by_the_suffix() -> None:
    odd = [Offer("https://a.example/1.bin", "text/x"), Offer("https://a.example/1.SRT?x=1", "text/x"), offer("plain")]

    assert [each.url for each in ranked(odd, "")] == [odd[1].url, odd[2].url, odd[0].url]


def test_of_two_alike_the_first_of_the_feed_stands_first() -> None:
    twins = [Offer("https://a.example/2", "text/vtt"), Offer("https://a.example/1", "text/vtt")]

    assert ranked(twins, "en") == tuple(twins)


def test_the_shows_language_counts_more_than_the_type() -> None:
    offers = [offer("json", "zh"), offer("plain", "zh-tw"), offer("vtt", "en")]

    assert ranked(offers, "zh-tw") == (offers[1], offers[0])


def test_a_transcript_that_names_no_language_has_the_shows() -> None:
    offers = [offer("json", "zh-cn"), offer("vtt")]

    assert ranked(offers, "zh-tw") == (offers[1], offers[0])


def test_where_the_show_names_no_language_every_one_fits() -> None:
    offers = [offer("vtt", "es"), offer("json", "en")]

    assert ranked(offers, "") == (offers[1], offers[0])


def test_one_other_language_alone_is_the_shows_whatever_the_feed_says() -> None:
    offers = [offer("vtt", "zh-tw"), offer("json", "zh")]

    assert ranked(offers, "en") == (offers[1], offers[0])


def test_of_several_other_languages_none_is_taken() -> None:
    assert ranked([offer("vtt", "zh"), offer("json", "es")], "en") == ()


def test_nothing_offered_is_nothing_to_fetch() -> None:
    assert ranked([], "en") == ()


# ---------------------------------------------------------------- pacing


def test_each_wait_is_twice_the_one_before_with_chance_from_half() -> None:
    for tries, whole in ((1, FIRST_WAIT_S), (2, 2 * FIRST_WAIT_S), (3, 4 * FIRST_WAIT_S)):
        waits = [wait_s(tries, Random(seed)) for seed in range(50)]
        assert whole / 2 <= min(waits) < max(waits) <= whole


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Sat, 01 Jun 2024 12:01:00 GMT", 60),
        ("Sat, 01 Jun 2024 12:01:00 -0000", 60),
        ("Sat, 01 Jun 2024 11:00:00 GMT", 0),
        ("9" * 400, MAX_RETRY_AFTER_S),
        ("Sat, 01 Jun 2124 11:00:00 GMT", MAX_RETRY_AFTER_S),
        ("soon", 0),
        ("", 0),
    ],
)
def test_a_server_says_how_long_to_wait(header: str, seconds: float) -> None:
    assert retry_after_s(header, NOW) == seconds


@pytest.mark.parametrize(("status", "passes"), [(200, False), (404, False), (429, True), (500, True), (503, True)])
def test_a_server_in_trouble_may_answer_in_a_moment(status: int, passes: bool) -> None:  # noqa: FBT001 - both are cases
    assert is_passing(Answer(status)) is passes


def test_a_feed_that_fails_is_asked_less_and_less() -> None:
    pauses = [next_try(NOW, times, HOUR, 0) - NOW for times in (1, 2, 3, 5, 6, 500)]

    assert pauses == [HOUR, 2 * HOUR, 4 * HOUR, 16 * HOUR, LONGEST_PAUSE, LONGEST_PAUSE]


def test_a_server_that_asks_for_longer_gets_it() -> None:
    assert next_try(NOW, 1, HOUR, 86_400 * 3) - NOW == timedelta(days=3)


def test_the_looks_at_an_item_become_rarer() -> None:
    rounds = [NOW + HOUR * nth for nth in range(41)]
    due = [nth for nth in range(1, 41) if is_due(NOW, rounds[nth - 1], rounds[nth])]

    assert due == [1, 2, 4, 8, 16, 32]


def test_a_look_that_a_sleeping_machine_missed_is_made_up_for_once() -> None:
    assert is_due(NOW, NOW + 3 * HOUR, NOW + 30 * HOUR)
    assert not is_due(NOW, NOW + 20 * HOUR, NOW + 30 * HOUR)


def test_the_first_round_looks_at_everything() -> None:
    assert is_due(NOW, None, NOW)


def test_a_year_later_nobody_looks_any_more() -> None:
    assert not is_due(NOW, NOW + timedelta(days=400), NOW + timedelta(days=4000))


# ---------------------------------------------------------------- matching

SHOW = Show(ShowId(1), "tea")


def episode(stem: str, number: int | None = None, title: str | None = None) -> Episode:
    return Episode(EpisodeId(len(stem)), SHOW, stem, EpisodeFacts(number, title))


def test_a_new_item_is_called_by_its_guid() -> None:
    assert stems_of([Item("g1")], {}, []) == {"g1": "g1"}


def test_an_item_that_is_known_keeps_its_episode() -> None:
    kept = {"ep1": KeptItem("ep1", Item("g1", 1), NOW)}

    assert stems_of([Item("g1", 7, title="New")], kept, [episode("ep1"), episode("ep7", 7)]) == {"g1": "ep1"}


@pytest.mark.parametrize(
    "item",
    [
        Item("EP_004"),
        Item("g", offers=(Offer("https://a.example/t/Ep%20004.vtt?x=1"),)),
        Item("g", audio_url="https://a.example/ep004.mp3"),
        Item("g", audio_url="https://a.example/audio/ep004"),
        Item("g", number=4),
        Item("g", title="What, tea?"),
    ],
)
def test_an_item_is_the_operators_episode_that_it_fits(item: Item) -> None:
    library = [episode("other", 5, "Coffee"), episode("ep004", 4, "What tea")]

    assert stems_of([item], {}, library) == {item.guid: "ep004"}


def test_a_number_that_two_have_tells_nothing() -> None:
    assert stems_of([Item("g", number=4)], {}, [episode("a", 4), episode("b", 4)]) == {"g": "g"}
    assert stems_of([Item("g", 4), Item("h", 4)], {}, [episode("a", 4)]) == {"g": "g", "h": "h"}


def test_a_title_that_two_have_tells_nothing() -> None:
    assert stems_of([Item("g", title="x")], {}, [episode("a", title="x"), episode("b", title="X")]) == {"g": "g"}
    assert stems_of([Item("g", title="x"), Item("h", title="x")], {}, [episode("a", title="x")]) == {"g": "g", "h": "h"}


def test_an_episode_belongs_to_one_item() -> None:
    assert stems_of([Item("ep4"), Item("g", number=4)], {}, [episode("ep4", 4)]) == {"ep4": "ep4", "g": "g"}


def test_an_episode_of_another_item_is_not_taken() -> None:
    kept = {"ep4": KeptItem("ep4", Item("old"), NOW)}

    assert stems_of([Item("g", number=4)], kept, [episode("ep4", 4)]) == {"g": "g"}


def test_an_item_that_waits_takes_an_episode_that_is_imported_later() -> None:
    kept = {"g": KeptItem("g", Item("g", number=4), NOW), "h": KeptItem("h", Item("h"), NOW)}

    assert stems_of([Item("g", number=4), Item("h")], kept, [episode("ep4", 4)]) == {"g": "ep4", "h": "h"}


def test_of_two_guids_that_look_the_same_the_second_is_left_out() -> None:
    assert stems_of([Item("a  b"), Item("a b")], {}, []) == {"a  b": "a b"}


def test_a_stem_is_composed_on_one_line_and_has_an_end() -> None:
    assert stem_of("e\u0301\n1") == "\u00e9 1"
    assert len(stem_of("x" * 500)) == MAX_STEM_CHARS


# ---------------------------------------------------------------- chapters


def chapters_of(*chapters: object) -> tuple[Chapter, ...]:
    return read_chapters(json.dumps({"version": "1.2.0", "chapters": chapters}).encode(), "https://a.example/c")


def test_chapters_are_read_by_time() -> None:
    read = chapters_of(
        {"startTime": 60.5, "title": " Hot\nwater ", "url": "https://a.example/1"}, {"startTime": 0, "title": "Start"}
    )

    assert read == (Chapter(0, "Start"), Chapter(60_500, "Hot water", "https://a.example/1"))


@pytest.mark.parametrize(
    "chapter",
    [
        {"startTime": 1},
        {"startTime": 1, "title": " "},
        {"startTime": 1, "title": 5},
        {"title": "x"},
        {"startTime": "1", "title": "x"},
        {"startTime": True, "title": "x"},
        {"startTime": -1, "title": "x"},
        {"startTime": float("nan"), "title": "x"},
        {"startTime": float("inf"), "title": "x"},
        {"startTime": 1, "title": "x", "toc": False},
        "x",
    ],
)
def test_what_is_no_chapter_of_the_list_is_left_out(chapter: object) -> None:
    assert chapters_of(chapter, {"startTime": 2, "title": "y", "url": "no"}) == (Chapter(2000, "y"),)


def test_of_two_chapters_at_one_time_the_later_written_counts() -> None:
    assert chapters_of({"startTime": 1, "title": "x"}, {"startTime": 1, "title": "y"}) == (Chapter(1000, "y"),)


@pytest.mark.parametrize("data", [b"", b"<html>", b"[]", b"{}", b'{"chapters": 4}', b"[" * 100_000, b"\xff\xfe\xff"])
def test_what_is_no_list_of_chapters_is_refused(data: bytes) -> None:
    with pytest.raises(FeedError) as caught:
        read_chapters(data, "https://a.example/c")
    assert (caught.value.code, caught.value.values) == ("feed.chapters", {"url": "https://a.example/c"})
