"""What is offered while somebody types: found, narrowed, dropped when they type on, and opened later."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest

from bot.access import Access
from bot.clips import OpenedClip
from bot.errors import NotFoundError
from bot.model import Cue, EpisodeDraft, EpisodeFacts, Place
from bot.offers import Offers
from bot.options import NO_OPTIONS, Options
from bot.ports import Snapshot, Store
from bot.questions import Question
from bot.quotes import BRIEF_HITS, Quotes
from bot.search.engine import index_episode
from bot.suggesting import REMEMBERED, REMEMBERED_S, Suggestion, Suggestions, offer_in
from handlers.locale import words_for
from handlers.suggested import moment_line, name_line
from storage.sqlite import open_store
from tests.search_library import STEMS, timed
from tests.small_library import (
    GUILD,
    OPEN_SHOW,
    OTHER_GUILD,
    SECRET_SHOW,
    SECRETS,
    HandClock,
    SmallLibrary,
    lines_of,
    plain_search,
)

T = TypeVar("T")
WORDS = words_for("zh-TW")
ACCESS = Access(SECRETS)


@dataclass
class Hand:
    """A clock of seconds."""

    time_s: float = 100.0

    def __call__(self) -> float:
        return self.time_s


@dataclass
class Slow(SmallLibrary):
    """A library whose reads wait until they are let go."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    reached: int = 0

    async def read(self, work: Callable[[Snapshot], T]) -> T:
        self.reached += 1
        await self.gate.wait()
        return await super().read(work)


def over(library: SmallLibrary, now_s: Callable[[], float] | None = None) -> Suggestions:
    return Suggestions(
        library, ACCESS, Quotes(library, ACCESS, HandClock(), search=plain_search), now_s=now_s or Hand()
    )


async def opened_by(store: Store, reference: str, place: Place = GUILD) -> OpenedClip:
    """What a reference opens; whoever came by it has nothing else."""
    return await Offers(store, ACCESS).open(str(offer_in(reference)), place)


def filled(kind: type[SmallLibrary] = SmallLibrary) -> SmallLibrary:
    library = kind()
    library.add(OPEN_SHOW, "open-1", lines_of(12), EpisodeFacts(number=4, title="城"))
    library.add(SECRET_SHOW, "secret-1", [Cue(0, 4000, "祕密的護城河", "乙")], EpisodeFacts(number=7))
    return library


def asking(text: str, place: Place = GUILD, asker: str = "discord:1", options: Options = NO_OPTIONS) -> Question:
    return Question(text, place, asker, options)


async def test_what_was_typed_is_offered_with_the_words_around_it_in_one_read() -> None:
    library = filled()
    library.calls = 0
    offered = await over(library).suggest(asking("第3句"), 25)
    assert [moment_line(each, WORDS, 100) for each in offered] == [
        "open EP4 00:12 · …第1句說到護城河了 第2句說到護城河了 「第3句」說到護城河了 第4句說到護城河了…"
    ]
    assert library.calls == 1
    assert not library.clips
    assert not library.searches


async def test_no_more_are_offered_than_asked_for() -> None:
    assert len(await over(filled()).suggest(asking("護城河"), 5)) == 5


@pytest.mark.parametrize("typed", ["", "  ", "城", " 城。", "x" * 501, "ep:4", "show:nothing 護城河"])
async def test_what_is_no_question_yet_is_offered_nothing(typed: str) -> None:
    assert await over(filled()).suggest(asking(typed), 25) == ()


async def test_a_half_typed_option_is_offered_nothing_and_a_whole_one_narrows() -> None:
    suggestions = over(filled())
    assert await suggestions.suggest(asking("護城河", options=Options(episode="99")), 25) == ()
    assert await suggestions.suggest(asking("護城河", options=Options(before="20")), 25) == ()
    assert len(await suggestions.suggest(asking("護城河", options=Options(episode="7")), 25)) == 1
    assert len(await suggestions.suggest(asking("護城河", options=Options(show="open")), 25)) == 12


async def test_what_was_offered_becomes_a_clip_when_it_is_opened() -> None:
    library = filled()
    [offered] = await over(library).suggest(asking("第3句"), 25)
    opened = await opened_by(library, offered.reference)
    assert (opened.clip.words, opened.clip.start_ms) == ("第3句說到護城河了", 12_000)
    assert offered.reference.startswith(f"clip:{opened.clip.id}.")
    assert list(library.clips) == [opened.clip.id]
    assert (await opened_by(library, offered.reference)).clip == opened.clip


async def test_what_was_offered_opens_after_a_restart_whatever_its_words_are_cut_into(tmp_path: Path) -> None:
    path = tmp_path / "naji.db"
    async with await open_store(path) as store:
        for stem, lines in STEMS.items():
            cues = timed(lines)
            await store.put_episode(EpisodeDraft("beans", stem, EpisodeFacts(), cues, index_episode(cues), stem))
        offered: list[Suggestion] = []
        suggestions = Suggestions(store, ACCESS, Quotes(store, ACCESS, HandClock()))
        for typed in ("hu cheng h", "護城河", "的車記在本子上 下次", "Gaudi"):
            offered += await suggestions.suggest(asking(typed), 25)
    assert len(offered) > 5
    async with await open_store(path) as store:
        for each in offered:
            opened = await opened_by(store, each.reference)
            assert (opened.clip.words, opened.clip.start_ms) == (each.hit.text, each.hit.start_ms)
            assert len(each.reference) <= 100


@pytest.mark.parametrize(
    ("was", "then"),
    [(".2ee0.", ".1f40."), ("clip:", "clip:z"), (".1.", ".9."), (".9", ".8"), (".2ee0.", ".5f5e0ff.")],
)
async def test_a_reference_that_was_not_offered_opens_nothing(was: str, then: str) -> None:
    library = filled()
    [offered] = await over(library).suggest(asking("第3句"), 25)
    forged = offered.reference.replace(was, then, 1)
    assert forged != offered.reference
    with pytest.raises(NotFoundError):
        await opened_by(library, forged)
    assert not library.clips


async def test_a_private_shows_moments_names_and_references_are_offered_nowhere_else() -> None:
    library = filled()
    suggestions = over(library)
    [offered] = await suggestions.suggest(asking("祕密"), 25)
    assert await suggestions.suggest(asking("祕密", OTHER_GUILD, "discord:2"), 25) == ()
    for _ in range(2):
        with pytest.raises(NotFoundError) as refused:
            await opened_by(library, offered.reference, OTHER_GUILD)
        with pytest.raises(NotFoundError) as unknown:
            await opened_by(library, offered.reference.replace(".2.", ".9."), OTHER_GUILD)
        assert refused.value.code == unknown.value.code == "clip.none"
        await opened_by(library, offered.reference)
    assert [name.value for name in await suggestions.shows(OTHER_GUILD, "", 25)] == ["open"]
    assert [name.value for name in await suggestions.episodes(OTHER_GUILD, "", "", 25)] == ["open-1"]
    assert [name.value for name in await suggestions.speakers(GUILD, "", 25)] == ["乙"]
    assert await suggestions.speakers(OTHER_GUILD, "", 25) == ()


async def test_what_was_typed_a_moment_ago_is_remembered_for_that_place_and_not_for_long() -> None:
    library, now_s = filled(), Hand()
    suggestions = over(library, now_s)
    first = await suggestions.suggest(asking("護城河"), 25)
    library.calls = 0
    assert await suggestions.suggest(asking("護城河 ", asker="discord:2"), 25) == first
    assert library.calls == 0
    await suggestions.suggest(asking("護城河", OTHER_GUILD), 25)
    assert library.calls == 1
    now_s.time_s += REMEMBERED_S
    await suggestions.suggest(asking("護城河"), 25)
    assert library.calls == 2


async def test_no_more_than_so_much_is_remembered() -> None:
    library = filled()
    suggestions = over(library)
    for place in range(REMEMBERED + 1):
        await suggestions.speakers(Place(GUILD.platform, GUILD.kind, str(place)), "", 25)
    for nth in range(REMEMBERED + 1):
        await suggestions.suggest(asking(f"第{nth}句"), 25)
    library.calls = 0
    await suggestions.suggest(asking("第1句"), 25)
    await suggestions.speakers(Place(GUILD.platform, GUILD.kind, "1"), "", 25)
    await suggestions.speakers(Place(GUILD.platform, GUILD.kind, "7"), "", 25)
    assert library.calls == 1
    await suggestions.suggest(asking("第0句"), 25)
    await suggestions.speakers(Place(GUILD.platform, GUILD.kind, "0"), "", 25)
    assert library.calls == 3


# ---------------------------------------------------------------- typing on


async def turns(until: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not until():  # noqa: ASYNC110 - whatever a test may look at, it has no event
            await asyncio.sleep(0)


async def test_a_keystroke_that_waits_is_dropped_when_its_person_types_on() -> None:
    library = filled(Slow)
    assert isinstance(library, Slow)
    suggestions = over(library)
    other = asyncio.create_task(suggestions.suggest(asking("第1句", asker="discord:2"), 25))
    await turns(lambda: library.reached == 1)
    waiting = asyncio.create_task(suggestions.suggest(asking("第2句"), 25))
    await asyncio.sleep(0)
    latest = asyncio.create_task(suggestions.suggest(asking("第3句"), 25))
    assert await waiting == ()
    library.gate.set()
    assert len(await latest) == len(await other) == 1
    assert library.reached == 2


async def test_fewer_are_offered_while_others_wait() -> None:
    library = filled(Slow)
    assert isinstance(library, Slow)
    suggestions = over(library)
    first = asyncio.create_task(suggestions.suggest(asking("第1句", asker="discord:1"), 25))
    await turns(lambda: library.reached == 1)
    typed = {"discord:2": "護城河", "discord:3": "護城河了"}
    both = [asyncio.create_task(suggestions.suggest(asking(text, asker=who), 25)) for who, text in typed.items()]
    await asyncio.sleep(0)
    library.gate.set()
    assert len(await first) == 1
    assert [len(await each) for each in both] == [BRIEF_HITS, 12]


@pytest.mark.parametrize("then", ["第3句", ""])
async def test_a_search_that_is_under_way_ends_for_nothing_when_its_person_types_on(then: str) -> None:
    library = filled(Slow)
    assert isinstance(library, Slow)
    suggestions = over(library)
    earlier = asyncio.create_task(suggestions.suggest(asking("第2句"), 25))
    await turns(lambda: library.reached == 1)
    latest = asyncio.create_task(suggestions.suggest(asking(then), 25))
    await asyncio.sleep(0)
    library.gate.set()
    assert await earlier == ()
    assert len(await latest) == bool(then)
    library.calls = 0
    assert len(await suggestions.suggest(asking("第2句"), 25)) == 1
    assert library.calls == 1


async def test_who_is_no_longer_there_is_searched_for_no_more() -> None:
    library = filled(Slow)
    assert isinstance(library, Slow)
    suggestions = over(library)
    task = asyncio.create_task(suggestions.suggest(asking("第2句"), 25))
    await turns(lambda: library.reached == 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    library.gate.set()
    assert len(await suggestions.suggest(asking("第3句"), 25)) == 1


async def test_typing_waits_for_its_turn_for_a_while_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.suggesting.WAIT_S", 0)
    library = filled()
    quotes = Quotes(library, ACCESS, HandClock(), search=plain_search)
    async with quotes.turns.turn():
        assert await Suggestions(library, ACCESS, quotes).suggest(asking("護城河"), 25) == ()


# ---------------------------------------------------------------- names


async def test_shows_and_episodes_and_speakers_are_offered_by_what_they_are_called() -> None:
    library = filled()
    library.add(OPEN_SHOW, "open-2", [], EpisodeFacts(number=40, published=date(2024, 5, 1)))
    library.add(OPEN_SHOW, "g" * 101, [], EpisodeFacts(number=41, title="護城河"))
    library.add(OPEN_SHOW, "h" * 101, [])
    suggestions = over(library)
    assert [(name.value, name_line(name, WORDS)) for name in await suggestions.shows(GUILD, "公开", 25)] == [
        ("open", "公開的節目")
    ]
    offered = await suggestions.episodes(GUILD, "", "4", 25)
    assert [(name.value, name_line(name, WORDS)) for name in offered] == [
        ("41", "EP41 · 護城河"),
        ("open-2", "EP40"),
        ("open-1", "EP4 · 城"),
    ]
    assert [name.value for name in await suggestions.episodes(GUILD, "", "护城", 25)] == ["41"]
    assert [name.value for name in await suggestions.episodes(GUILD, "secret", "", 25)] == ["secret-1"]
    assert await suggestions.episodes(GUILD, "nothing", "", 25) == ()
    assert len(await suggestions.episodes(GUILD, "", "", 2)) == 2


def test_only_what_was_offered_stands_for_an_offer() -> None:
    for typed in ("clip:k7f2ab", "護城河", "clip:", "EP4 26:48", "clip:k7f2ab.1.2.3"):
        assert offer_in(typed) is None
