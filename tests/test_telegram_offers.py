"""All that Telegram offers, each once from end to end: the real program's parts, its store and its chat library.

Whoever adds a function, a button, a form of inline query or a deep link adds a line here; without it a test is red.
"""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.config import load
from bot.corrections import Who
from bot.library import Library
from bot.model import Cue, Destination, Place, PlaceKind, Platform
from bot.offers import Offer
from bot.questions import Question
from bot.slots import ScheduleId, Slot, SlotRecord, SlotState
from bot.transcripts.ingest import import_paths
from handlers.functions import BY_NAME, PRESSES
from handlers.locale import words_for
from handlers.messages import Action, Button
from handlers.telegram import commands, inline, passing
from handlers.telegram.render import packed
from storage.sqlite import SqliteStore, open_store
from tests.card_shelf import TALKS, talk
from tests.fake_telegram import Chat, FakeTelegram, Message, User
from tests.hand import Hand
from tests.telegram_house import TelegramHouse

pytestmark = pytest.mark.io

WORDS = words_for("zh-TW")
SAME = [Cue(nth * 60_000, nth * 60_000 + 50_000, f"第{nth}段我們說到護城河這件事") for nth in range(40)]
"""What is said in four episodes."""
CLOCK = talk(TALKS["e2-clock"])
"""What is said in one that is about something of its own, as its card shows; SMALL_TALK is what it is held against."""
SMALL_TALK = talk((), 900)

SAID = {
    "quote": ("護城河", "why.exact"),
    "random": ("", "clip.id"),
    "clip": ("{clip}", "clip.id"),
    "episode": ("5", "card.length"),
    "trend": ("護城河", "trend.last"),
    "daily set": ("09:00 Asia/Taipei 星期:一三五 標題:「早安，護城河」 置頂:開", "daily.headed"),
    "daily list": ("", "daily.how-to"),
    "daily preview": ("", "preview.head"),
    "daily suggest": ("{clip}", "suggest.is-picked"),
    "daily suggestions": ("", "suggest.head-approved"),
    "daily pause": ("", "daily.paused-here"),
    "daily resume": ("09:00", "daily.resumed-here"),
    "daily skip": ("1", "daily.skipped"),
    "daily now": ("1", "daily.outcome-unknown"),
    "daily history": ("", "daily.history-head"),
    "daily remove": ("1", "daily.removed-here"),
    "correct": ("{clip} 護城河 → 護城池", "correction.waits"),
    "corrections list": ("", "correction.how-to"),
    "corrections reject": ("1", "correction.now-rejected"),
    "corrections accept": ("1", "correction.now-accepted"),
    "corrections remove": ("1", "correction.removed"),
    "alias add": ("護城河 = moat", "alias.added"),
    "alias list": ("", "alias.how-to-remove"),
    "alias remove": ("1", "alias.removed"),
    "report": ("{clip} 電話", "report.done"),
    "reports": ("", "report.why"),
    "hide": ("{clip}", "hidden.here"),
    "hidden": ("", "hidden.line"),
    "unhide": ("{clip}", "hidden.shown"),
    "blocked add": ("麵包", "blocked.added"),
    "blocked list": ("", "blocked.how-to-remove"),
    "blocked remove": ("1", "blocked.removed"),
    "saved": ("", "saved.none"),
    "privacy": ("", "privacy.kept"),
    "settings show": ("", "settings.language-auto"),
    "settings shows": ("show", "settings.shows-chosen"),
    "settings language": ("zh-TW", "settings.language-zh-tw"),
    "settings private": ("on", "error.settings.no_private"),
    "settings cooldown": ("0", "settings.cooldown-none"),
    "settings role": ("x", "error.settings.no_roles"),
    "help": ("", "help.free-slash"),
}
"""By function, in this order: what is typed behind it, and the sentence that its answer holds."""

PRESSED = {
    Action.OPEN: ("/quote 護城河", (), "clip.id"),
    Action.TURN: ("/quote 護城河", (), "page.range"),
    Action.MORE: ("/clip {clip}", (), "clip.id"),
    Action.WIDEN: ("/quote 護城河", (Action.OPEN,), "clip.id"),
    Action.AGAIN: ("/random", (), "clip.id"),
    Action.TRIM: ("/clip {clip}", (), "clip.id"),
    Action.CARD: ("/episode 5", (Action.PHRASE,), "card.phrases"),
    Action.PHRASE: ("/episode 5", (), "clip.id"),
    Action.SAVE: ("/clip {clip}", (), "saved.added"),
    Action.SAVED: ("/saved", (Action.REOPEN,), "saved.head-only"),
    Action.REOPEN: ("/saved", (), "clip.id"),
    Action.UNSAVE: ("/saved", (Action.REOPEN,), "saved.removed"),
    Action.PRIVACY: ("/privacy", (Action.FORGET,), "privacy.kept"),
    Action.FORGET: ("/privacy", (), "privacy.sure"),
    Action.OPT: ("/privacy", (), "privacy.opted-out"),
    Action.HIDE: ("/clip {clip}", (), "hidden.here"),
    Action.UNHIDE: ("/clip {clip}", (Action.HIDE,), "hidden.shown"),
    Action.REPORT: ("/clip {clip}", (), "report.done"),
    Action.DISMISS: ("/reports", (), "report.dismissed"),
    Action.SUGGEST: ("/clip {clip}", (), "suggest.is-picked"),
    Action.APPROVE: ("/daily suggestions", (), "suggest.was-approved"),
    Action.DECLINE: ("/daily suggestions", (), "suggest.was-declined"),
    Action.WITHDRAW: ("/daily suggestions", (Action.APPROVE,), "suggest.was-open"),
    Action.OTHER: ("/daily preview", (), "preview.passed"),
    Action.VOTE: ("", (), "vote.up"),
    Action.UNSKIP: ("/daily skip 1", (), "daily.unskipped"),
    Action.REPOST: ("/daily now 1", (), "daily.outcome-sent"),
}
"""By button: what is said to get it, the buttons that are pressed on the way to it, and the sentence that it leads to.

What is said first saves a clip and reports it, so that there is something in the lists."""

BESIDE = (Action.SAVE, Action.REPORT)
"""Buttons that tell their presser and leave the message as it is."""

ELSEWHERE = (Action.SUGGEST, Action.VOTE)
"""Buttons below clips in groups, and below posts: `tests/test_votes_telegram.py` presses them."""

ON_DISCORD_ONLY = {Action.SHARE, Action.DELETE, Action.TIMES}
"""Telegram passes clips on by inline mode, and its chats delete what was sent; and it has no forms."""

TYPED = {
    "nothing": ("", 0),
    "words": ("護城河", inline.PAGE_RESULTS),
    "a filter": ("show:show 護城河", inline.PAGE_RESULTS),
    passing.CLIP_QUERY: ("clip:{clip}", 1),
}
"""By form of an inline query: what is typed, and how many results the first page has."""

LINKED = {
    "": ("", "help.free"),
    inline.HELP_PAYLOAD: (inline.HELP_PAYLOAD, "help.free"),
    commands.CLIP_PAYLOAD: ("clip_{clip}", "clip.id"),
    commands.SHOW_PAYLOAD: ("show_show", "telegram.show-search"),
}
"""By the beginning of a deep link's payload: the payload, and the sentence that its answer holds."""


def subtitles(cues: Sequence[Cue]) -> str:
    """A file of SubRip."""

    def clock(ms: int) -> str:
        return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"

    told = (f"{n}\n{clock(cue.start_ms)} --> {clock(cue.end_ms)}\n{cue.text}\n" for n, cue in enumerate(cues, 1))
    return "\n".join(told)


async def fill(folder: Path) -> None:
    """A store of six imported episodes in this folder."""
    files = []
    for number, cues in enumerate((*[SAME] * 4, CLOCK, SMALL_TALK), 1):
        files.append(folder / f"ep{number}.srt")
        files[-1].write_text(subtitles(cues), "utf-8")
    async with await open_store(folder / "naji.db") as store:
        await import_paths(store, files, "show", lambda _: None)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that was filled once, for all tests to copy."""
    folder = tmp_path_factory.mktemp("filled")
    asyncio.run(fill(folder))
    return folder / "naji.db"


class Stage:
    """The program's own parts over a real store, and an administrator who uses them."""

    def __init__(self, telegram: FakeTelegram, store: SqliteStore, folder: Path) -> None:
        self.telegram = telegram
        (folder / "config.toml").write_text('[search]\nmoderators_correct = ["show"]\n', "utf-8")
        self.library = Library(store, load(None, {}, folder))
        self.user: User = telegram.user()
        self.group: Chat = telegram.group("Group", [self.user])
        self.chat: Chat = telegram.private(self.user)
        self.clip = ""

    async def enter(self) -> None:
        """Choose the clip that everything is done with, and set a clip of the day in the private chat."""
        own = str(self.chat.id)
        await self.library.schedules.set(Destination(Place(Platform.TELEGRAM, PlaceKind.DIRECT, own), own), "07:00")
        offered = await self.library.quotes.hits(Question("護城河", inline.ABROAD, "telegram:0"), 1)
        offer = Offer.of(inline.found(offered[0], "護城河", WORDS).clip)
        self.clip = (await self.library.offers.open(str(offer), inline.ABROAD)).clip.id

    def typed(self, text: str) -> str:
        return text.replace("{clip}", self.clip)

    async def answer(self, said: str, where: Chat | None = None) -> Message:
        """What is answered to the administrator."""
        where = where or self.chat
        self.telegram.say(where, self.user, self.typed(said).strip())
        return await where.next_message()

    async def suggested(self) -> None:
        """Somebody else suggested the clip in this chat."""
        place = Place(Platform.TELEGRAM, PlaceKind.DIRECT, str(self.chat.id))
        await self.library.curating.suggest(Who(place, "telegram:0"), self.clip)

    async def notice(self, message: Message, action: Action) -> str:
        """What the presser of a button is told beside its message."""
        return str((await self.telegram.press(message, f":{action}:", self.user).answered()).get("text", ""))


@pytest.fixture
async def stage(telegram: FakeTelegram, filled: Path, tmp_path: Path) -> AsyncIterator[Stage]:
    async with await open_store(Path(shutil.copy(filled, tmp_path))) as store:
        built = Stage(telegram, store, tmp_path)
        await built.enter()
        house = TelegramHouse(telegram)
        now = datetime.now(UTC)
        hand = Hand(store, SlotRecord(Slot(ScheduleId(0), now.date()), SlotState.UNKNOWN, "me", now, begun=now))
        async with house.running(house.chat(replace(built.library.bot(), by_hand=hand))):
            yield built


def holds(text: str, key: str) -> bool:
    """Whether a sentence of the catalogue stands in a text, whatever its values are."""
    return all(piece in text for piece in re.split(r"\{\w+\}", WORDS.say(key)))


def test_every_function_is_said_once() -> None:
    assert SAID.keys() == BY_NAME.keys()


def test_every_button_is_pressed_once() -> None:
    assert PRESSED.keys() | ON_DISCORD_ONLY == set(Action) == PRESSES.keys()
    assert not PRESSED.keys() & ON_DISCORD_ONLY


def test_every_deep_link_is_followed_once() -> None:
    beginnings = {getattr(module, name) for module in (commands, inline) for name in dir(module) if "_PAYLOAD" in name}
    assert LINKED.keys() == beginnings | {""}


async def test_every_function_is_answered(stage: Stage) -> None:
    for name, (typed, key) in SAID.items():
        where = stage.chat if BY_NAME[name].is_personal else stage.group
        assert holds((await stage.answer(f"/{name} {typed}", where)).text, key), name


@pytest.mark.parametrize("action", [each for each in PRESSED if each not in ELSEWHERE])
async def test_every_button_does_something(stage: Stage, action: Action) -> None:
    said, way, key = PRESSED[action]
    opened = await stage.answer("/clip {clip}")
    for each in BESIDE:
        assert holds(await stage.notice(opened, each), PRESSED[each][2])
    if action in BESIDE:
        assert not opened.versions
        return
    await stage.answer("/daily set 09:00")
    await stage.suggested()
    message = await stage.answer(said)
    for each in (*way, action):
        assert not await stage.notice(message, each)
        message = await stage.chat.next_edit()
    assert holds(message.text, key)


@pytest.mark.parametrize("action", sorted(ON_DISCORD_ONLY))
async def test_what_discord_alone_offers_is_no_button_here_and_says_so(
    telegram: FakeTelegram, stage: Stage, action: Action
) -> None:
    message = await stage.answer("/clip {clip}")
    assert all(f":{action}:" not in str(button) for button in message.buttons)
    forged = telegram.press_data(message, packed(Button(action, stage.clip, 0, "", "")), stage.user)
    assert (await forged.answered())["text"] == WORDS.say("error.function.elsewhere")


@pytest.mark.parametrize("form", TYPED)
async def test_every_inline_form_is_answered(telegram: FakeTelegram, stage: Stage, form: str) -> None:
    typed, count = TYPED[form]
    query = telegram.inline(stage.user, stage.typed(typed))
    await query.answered()
    assert len(query.results) == count
    if count > 1:
        further = telegram.inline(stage.user, stage.typed(typed), query.next_offset)
        await further.answered()
        assert {each["id"] for each in further.results}.isdisjoint(each["id"] for each in query.results)
    for each in query.results[:1]:
        message = telegram.choose(query, each["id"], stage.chat)
        telegram.press(message, f":{Action.MORE}:", stage.user)
        await stage.chat.next_edit()


@pytest.mark.parametrize("payload", LINKED)
async def test_every_deep_link_leads_somewhere(telegram: FakeTelegram, stage: Stage, payload: str) -> None:
    typed, key = LINKED[payload]
    telegram.start(stage.user, stage.typed(typed))
    assert holds((await stage.chat.next_message()).text, key)
