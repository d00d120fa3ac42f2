from dataclasses import replace
from datetime import timedelta

import pytest

from bot.access import Access
from bot.clips import ALPHABET
from bot.episodes import Episodes
from bot.errors import NajiError, UsageError
from bot.model import Cue, EpisodeFacts, Place, ShowId, Tier
from bot.options import NO_OPTIONS, Options
from bot.questions import MAX_QUERY_CHARS, Presser, Question, kept_to
from bot.quotes import Page, Quotes, new_search_id
from tests.small_library import (
    ABROAD,
    CONSOLE,
    DIRECT,
    GUILD,
    OPEN_SHOW,
    OTHER_GUILD,
    SECRET_SHOW,
    SECRETS,
    House,
    SmallLibrary,
    house,
    lines_of,
)

ME = "discord:1"
PRESSER = Presser(GUILD, ME)


def filled(cues: int, *, secret_cues: int = 0) -> House:
    library = SmallLibrary()
    if secret_cues:
        library.add(SECRET_SHOW, "secret-1", lines_of(secret_cues))
    library.add(OPEN_SHOW, "open-1", lines_of(cues))
    return house(library)


def question(text: str = "護城河", place: Place = GUILD, show: str = "") -> Question:
    return Question(text, place, ME, Options(show=show))


def numbers(page: Page) -> list[int]:
    return [placed.number for placed in page.hits]


def episodes_of(built: House) -> Episodes:
    return Episodes(built.library, Access(SECRETS))


async def code_of(call: object) -> tuple[str, dict[str, object]]:
    with pytest.raises(NajiError) as refused:
        await call  # type: ignore[misc]  # any coroutine
    return refused.value.code, refused.value.values


async def test_a_page_holds_the_first_five_hits() -> None:
    page = await filled(7).quotes.find(question())
    assert (numbers(page), page.total, page.previous, page.next) == ([1, 2, 3, 4, 5], 7, None, 5)


async def test_the_first_fifty_hits_are_kept() -> None:
    page = await filled(60).quotes.find(question())
    assert page.total == 50


async def test_the_next_page_holds_what_is_left() -> None:
    quotes = filled(7).quotes
    page = await quotes.find(question())
    assert page.search is not None
    turned = await quotes.turn(page.search, page.next or 0, PRESSER)
    assert (numbers(turned), turned.total, turned.previous, turned.next) == ([6, 7], 7, 0, None)


async def test_turning_beyond_the_end_shows_the_last_page() -> None:
    quotes = filled(7).quotes
    await quotes.find(question())
    assert numbers(await quotes.turn("aaaaaa", 400, PRESSER)) == [6, 7]


async def test_turning_to_a_hit_shows_the_page_that_holds_it() -> None:
    quotes = filled(7).quotes
    await quotes.find(question())
    assert numbers(await quotes.turn("aaaaaa", 3, PRESSER)) == [1, 2, 3, 4, 5]


async def test_a_page_brings_the_words_around_its_hits() -> None:
    page = await filled(7).quotes.find(question("第3句"))
    around = page.hits[0].around
    assert around is not None
    assert [cue.start_ms for cue in around.before] == [4000, 8000]
    assert [cue.start_ms for cue in around.after] == [16_000, 20_000]


async def test_finding_calls_the_store_twice_at_most() -> None:
    built = filled(7)
    await built.quotes.find(question())
    assert built.library.calls == 2


async def test_finding_nothing_keeps_nothing() -> None:
    built = filled(7)
    page = await built.quotes.find(question("不在裡面"))
    assert (page.search, page.hits, page.total) == (None, (), 0)
    assert built.library.calls == 1
    assert not built.library.searches


async def test_turning_calls_the_store_once() -> None:
    built = filled(7)
    await built.quotes.find(question())
    built.library.calls = 0
    await built.quotes.turn("aaaaaa", 5, PRESSER)
    assert built.library.calls == 1


async def test_a_search_writes_no_clip() -> None:
    built = filled(7)
    await built.quotes.find(question())
    await built.quotes.hits(question(), 10)
    assert not built.library.clips


async def test_opening_a_hit_keeps_its_clip() -> None:
    built = filled(7)
    await built.quotes.find(question())
    built.library.calls = 0
    shown = await built.quotes.open_hit("aaaaaa", 3, PRESSER)
    assert built.library.clips == {shown.opened.clip.id: shown.opened.clip}
    assert built.library.calls == 2


async def test_an_opened_hit_has_its_words_marks_and_neighbours() -> None:
    built = filled(7)
    await built.quotes.find(question())
    shown = await built.quotes.open_hit("aaaaaa", 3, PRESSER, lines=1)
    assert (shown.text, shown.placed.number, shown.total, shown.previous, shown.next) == ("護城河", 4, 7, 2, 4)
    assert shown.opened.marks == ((5, 8),)
    assert len(shown.opened.around.before) == 1


async def test_the_first_and_the_last_hit_have_one_neighbour() -> None:
    built = filled(2)
    await built.quotes.find(question())
    first = await built.quotes.open_hit("aaaaaa", 0, PRESSER)
    last = await built.quotes.open_hit("aaaaaa", 1, PRESSER)
    assert (first.previous, first.next, last.previous, last.next) == (None, 1, 0, None)


async def test_an_opened_hit_and_a_hit_for_programs_have_the_same_id() -> None:
    built = filled(7)
    await built.quotes.find(question())
    shown = await built.quotes.open_hit("aaaaaa", 3, PRESSER)
    assert (await built.quotes.hits(question(), 10))[3].clip_id == shown.opened.clip.id


async def test_hits_for_programs_are_limited_and_cost_one_call() -> None:
    built = filled(7)
    assert len(await built.quotes.hits(question(), 2)) == 2
    assert built.library.calls == 1


async def test_opening_a_position_that_the_search_does_not_have_is_refused() -> None:
    quotes = filled(2).quotes
    await quotes.find(question())
    assert await code_of(quotes.open_hit("aaaaaa", 9, PRESSER)) == ("hit.gone", {})


@pytest.mark.parametrize(
    "presser", [Presser(GUILD, "discord:2"), Presser(OTHER_GUILD, ME), Presser(CONSOLE, "console:operator")]
)
async def test_another_persons_or_places_search_is_gone(presser: Presser) -> None:
    quotes = filled(7).quotes
    await quotes.find(question())
    assert await code_of(quotes.turn("aaaaaa", 5, presser)) == ("search.gone", {})
    assert await code_of(quotes.open_hit("aaaaaa", 5, presser)) == ("search.gone", {})


async def test_a_search_that_never_was_is_gone() -> None:
    assert await code_of(filled(7).quotes.turn("zzzzzz", 0, PRESSER)) == ("search.gone", {})


async def test_a_search_is_gone_after_fourteen_days_even_before_it_is_purged() -> None:
    built = filled(7)
    await built.quotes.find(question())
    built.clock.advance(timedelta(days=14))
    await built.quotes.turn("aaaaaa", 5, PRESSER)
    built.clock.advance(timedelta(seconds=1))
    assert await code_of(built.quotes.turn("aaaaaa", 5, PRESSER)) == ("search.gone", {})


async def test_purging_deletes_the_searches_older_than_fourteen_days() -> None:
    built = filled(7)
    await built.quotes.find(question())
    built.clock.advance(timedelta(days=10))
    await built.quotes.find(question())
    built.clock.advance(timedelta(days=5))
    assert await built.quotes.purge() == 1
    assert list(built.library.searches) == ["bbbbbb"]


@pytest.mark.parametrize("text", ["", "  ", "\n\u3000"])
async def test_an_empty_question_is_refused(text: str) -> None:
    quotes = filled(1).quotes
    with pytest.raises(UsageError, match=r"query\.empty"):
        await quotes.find(question(text))
    with pytest.raises(UsageError, match=r"query\.empty"):
        await quotes.hits(question(text), 10)


async def test_a_question_too_long_to_be_typed_is_refused() -> None:
    quotes = filled(1).quotes
    assert (await quotes.find(question("長" * MAX_QUERY_CHARS))).total == 0
    refused = await code_of(quotes.find(question("長" * (MAX_QUERY_CHARS + 1))))
    assert refused == ("query.long", {"chars": MAX_QUERY_CHARS + 1, "limit": MAX_QUERY_CHARS})


@pytest.mark.parametrize("place", [OTHER_GUILD, DIRECT, ABROAD])
async def test_nothing_of_a_private_show_is_found_without_access(place: Place) -> None:
    built = filled(2, secret_cues=3)
    page = await built.quotes.find(question("護城河", place))
    assert {placed.hit.episode.show.slug for placed in page.hits} == {"open"}
    assert (page.total, page.several_shows) == (2, False)
    assert {named.hit.episode.show.slug for named in await built.quotes.hits(question("護城河", place), 10)} == {"open"}
    assert [show.slug for show in await built.quotes.shows(place)] == ["open"]
    assert [each.episode.show.slug for each in await episodes_of(built).list(place)] == ["open"]
    assert await code_of(built.quotes.find(question("護城河", place, "secret"))) == (
        "show.not_here",
        {"show": "secret", "known": "公開的節目"},
    )
    assert await code_of(built.quotes.hits(question("護城河", place, "secret"), 9)) == (
        "show.not_here",
        {"show": "secret", "known": "公開的節目"},
    )
    assert await code_of(episodes_of(built).list(place, ["secret"])) == ("show.none", {"show": "secret"})


async def test_a_private_show_is_found_with_access() -> None:
    page = await filled(2, secret_cues=3).quotes.find(question())
    assert (page.total, page.several_shows) == (5, True)


async def test_old_buttons_show_nothing_of_a_show_that_is_no_longer_in_scope() -> None:
    built = filled(8, secret_cues=3)
    await built.quotes.find(question())
    closed = Quotes(
        built.library, Access({"secret": replace(SECRETS["secret"], discord_guilds=frozenset())}), built.clock
    )
    page = await closed.turn("aaaaaa", 0, PRESSER)
    assert [(placed.position, placed.number) for placed in page.hits] == [(3, 1), (4, 2), (5, 3), (6, 4), (7, 5)]
    assert (page.total, page.next, page.several_shows) == (8, 8, False)
    assert await code_of(closed.open_hit("aaaaaa", 0, PRESSER)) == ("hit.gone", {})


async def test_a_search_of_which_nothing_is_left_is_an_empty_page() -> None:
    built = filled(3)
    await built.quotes.find(question())
    built.library.held.clear()
    page = await built.quotes.turn("aaaaaa", 0, PRESSER)
    assert (page.search, page.hits, page.total) == (None, (), 0)


async def test_a_search_kept_to_a_show_stays_with_it() -> None:
    built = filled(8, secret_cues=3)
    page = await built.quotes.find(question("護城河", GUILD, "secret"))
    assert (page.total, page.several_shows) == (3, False)
    turned = await built.quotes.turn("aaaaaa", 0, PRESSER)
    assert {placed.hit.episode.show.slug for placed in turned.hits} == {"secret"}


async def test_a_search_does_not_look_beyond_the_shows_that_its_place_follows() -> None:
    built = filled(2, secret_cues=3)
    built.library.chosen[GUILD.key] = frozenset({ShowId(1)})
    assert (await built.quotes.find(question())).total == 2


async def test_a_hit_comes_out_of_the_store_as_it_went_in() -> None:
    built = filled(1)
    found = (await built.quotes.find(question("=護城河"))).hits[0].hit
    turned = (await built.quotes.turn("aaaaaa", 0, PRESSER)).hits[0].hit
    assert found == turned
    assert (found.tier, found.score) == (Tier.SOUND, 1.0)


async def test_every_way_to_a_hit_says_what_was_asked_about() -> None:
    built = house(SmallLibrary())
    built.library.add(OPEN_SHOW, "open-1", [Cue(0, 4000, "哪一集有講到護城河？就是這一集")])
    asked = question("=哪一集有講到護城河？")
    shown = [(await built.quotes.find(asked)).hits[0].hit, (await built.quotes.hits(asked, 1))[0].hit]
    shown.append((await built.quotes.turn("aaaaaa", 0, PRESSER)).hits[0].hit)
    shown.append((await built.quotes.open_hit("aaaaaa", 0, PRESSER)).placed.hit)
    assert [each.about for each in shown] == ["= 護城河"] * 4


async def test_shows_are_listed_with_their_numbers_of_episodes() -> None:
    built = filled(2, secret_cues=3)
    built.library.add(OPEN_SHOW, "open-2", lines_of(1))
    assert dict(await built.quotes.shows(CONSOLE)) == {OPEN_SHOW: 2, SECRET_SHOW: 1}


async def test_episodes_can_be_listed_for_one_show() -> None:
    built = filled(2, secret_cues=3)
    assert [each.episode.stem for each in await episodes_of(built).list(CONSOLE, ["secret"])] == ["secret-1"]


def test_ids_of_searches_are_six_letters_by_chance() -> None:
    ids = {new_search_id() for _ in range(50)}
    assert len(ids) == 50
    assert all(len(each) == 6 and set(each) <= set(ALPHABET) for each in ids)


# ---------------------------------------------------------------- the query language


def spoken(count: int, who: str) -> list[Cue]:
    return [replace(cue, speaker=who) for cue in lines_of(count)]


def two_episodes() -> House:
    library = SmallLibrary()
    library.add(OPEN_SHOW, "one", spoken(3, "Ann"), EpisodeFacts(1))
    library.add(OPEN_SHOW, "two", spoken(7, "Bo"), EpisodeFacts(2))
    return house(library)


@pytest.mark.parametrize(
    ("typed", "options", "total", "where"),
    [
        ("護城河", NO_OPTIONS, 10, ()),
        ("ep:2 護城河", NO_OPTIONS, 7, ("ep:2",)),
        ("護城河", Options(episode="2"), 7, ("ep:2",)),
        ("speaker:ann 護城河", NO_OPTIONS, 3, ("speaker:ann",)),
        ("護城河", Options(speaker="Ann"), 3, ("speaker:Ann",)),
        ("不在", Options(show="open", episode="1"), 0, ("show:open", "ep:1")),
    ],
)
async def test_a_page_is_kept_to_what_was_asked_and_says_so(
    typed: str, options: Options, total: int, where: tuple[str, ...]
) -> None:
    page = await two_episodes().quotes.find(Question(typed, GUILD, ME, options))
    assert (page.text, page.total, page.where) == (typed, total, where)


async def test_a_kept_search_is_turned_under_the_same_restrictions() -> None:
    quotes = two_episodes().quotes
    await quotes.find(Question("護城河", GUILD, ME, Options(episode="2")))
    turned = await quotes.turn("aaaaaa", 5, PRESSER)
    assert (numbers(turned), turned.total, turned.where) == ([6, 7], 7, ("ep:2",))


async def test_a_kept_search_names_shows_as_its_first_page_did() -> None:
    quotes = filled(7, secret_cues=3).quotes
    page = await quotes.find(question("show:open 護城河"))
    turned = await quotes.turn("aaaaaa", 5, PRESSER)
    assert (page.several_shows, turned.several_shows) == (False, False)


async def test_a_kept_search_stays_when_what_it_was_kept_to_is_called_otherwise() -> None:
    built = two_episodes()
    await built.quotes.find(question("ep:2 護城河"))
    [(episode, cues)] = [held for held in built.library.held.values() if held[0].stem == "two"]
    built.library.held[episode.id] = (replace(episode, facts=EpisodeFacts(3)), cues)
    assert (await built.quotes.turn("aaaaaa", 0, PRESSER)).total == 7


async def test_hits_for_programs_are_kept_to_what_was_asked() -> None:
    assert len(await two_episodes().quotes.hits(question("ep:1 護城河"), 10)) == 3


@pytest.mark.parametrize(
    ("typed", "options", "code"),
    [
        ("ep:2", NO_OPTIONS, "query.only_filters"),
        ("護城河", Options(before="soon"), "query.date"),
        ("護城河", Options(episode="9"), "episode.none"),
        ("護城河", Options(speaker="Cy"), "speaker.none"),
        ("", Options(episode="2"), "query.empty"),
    ],
)
async def test_what_cannot_be_meant_gets_a_sentence(typed: str, options: Options, code: str) -> None:
    refused, _ = await code_of(two_episodes().quotes.find(Question(typed, GUILD, ME, options)))
    assert refused == code


def test_what_a_question_is_kept_to_is_told_without_the_store() -> None:
    assert kept_to(Question("ep:2 護城河", GUILD, ME, Options(show="open"))) == ("show:open", "ep:2")
