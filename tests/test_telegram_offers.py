"""All that Telegram offers, each once from end to end: the real program's parts, its store and its chat library.

Whoever adds a function, a button, a form of inline query or a deep link adds a line here; without it a test is red.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import load
from bot.library import Library
from bot.transcripts.ingest import import_paths
from handlers.functions import BY_NAME, PRESSES
from handlers.locale import words_for
from handlers.messages import Action
from handlers.telegram import commands, inline, passing
from storage.sqlite import SqliteStore, open_store
from tests.fake_telegram import Chat, FakeTelegram, User
from tests.telegram_house import TelegramHouse

pytestmark = pytest.mark.io

WORDS = words_for("zh-TW")
SRT = "\n".join(
    f"{nth + 1}\n00:{nth:02}:00,000 --> 00:{nth:02}:50,000\n第{nth}段我們說到護城河這件事\n" for nth in range(40)
)

SAID = {
    "quote": ("護城河", "why.exact"),
    "random": ("", "clip.id"),
    "clip": ("{clip}", "clip.id"),
    "daily set": ("09:00", "daily.set-here"),
    "daily list": ("", "daily.how-to-remove"),
    "daily remove": ("1", "daily.removed"),
    "correct": ("{clip} 我們 → 咱們", "correction.waits"),
    "corrections list": ("", "correction.how-to"),
    "corrections reject": ("1", "correction.now-rejected"),
    "corrections accept": ("1", "correction.now-accepted"),
    "corrections remove": ("1", "correction.removed"),
    "alias add": ("護城河 = moat", "alias.added"),
    "alias list": ("", "alias.how-to-remove"),
    "alias remove": ("1", "alias.removed"),
    "saved": ("", "saved.none"),
    "privacy": ("", "privacy.kept"),
    "settings show": ("", "settings.language-auto"),
    "settings shows": ("show", "settings.shows-chosen"),
    "settings language": ("zh-TW", "settings.language-zh-tw"),
    "settings private": ("on", "error.settings.no_private"),
    "settings cooldown": ("0", "settings.cooldown-none"),
    "settings role": ("x", "error.settings.no_roles"),
    "help": ("", "help.free"),
}
"""By function, in this order: what is typed behind it, and the sentence that its answer holds."""

TO_BE_LISTED = {
    *("episode", "trend", "report", "reports", "hide", "unhide", "hidden"),
    *("blocked add", "blocked list", "blocked remove"),
    *(Action.CARD, Action.PHRASE, Action.HIDE, Action.UNHIDE, Action.DISMISS, Action.REPORT),
}
"""Came in beside this list and still lack their lines here; nothing new belongs in it."""

PRESSED = {
    Action.OPEN: ("/quote 護城河", ()),
    Action.TURN: ("/quote 護城河", ()),
    Action.MORE: ("/clip {clip}", ()),
    Action.WIDEN: ("/quote 護城河", (Action.OPEN,)),
    Action.AGAIN: ("/random", ()),
    Action.SAVE: ("/clip {clip}", ()),
    Action.SAVED: ("/saved", (Action.REOPEN,)),
    Action.REOPEN: ("/saved", ()),
    Action.UNSAVE: ("/saved", (Action.REOPEN,)),
    Action.PRIVACY: ("/privacy", (Action.FORGET,)),
    Action.FORGET: ("/privacy", ()),
    Action.OPT: ("/privacy", ()),
}
"""By button: what is said to get it, and the buttons that are pressed on the way to it."""

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


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake
        assert fake.unanswered == []


class Stage:
    """The program's own parts over a real store, and an administrator who uses them."""

    def __init__(self, telegram: FakeTelegram, store: SqliteStore, folder: Path) -> None:
        self.telegram = telegram
        self.folder = folder
        (folder / "config.toml").write_text('[search]\nmoderators_correct = ["show"]\n', "utf-8")
        self.library = Library(store, load(None, {}, folder))
        self.store = store
        self.user: User = telegram.user()
        self.group: Chat = telegram.group("Group", [self.user])
        self.chat: Chat = telegram.private(self.user)
        self.clip = ""

    async def fill(self) -> None:
        files = [self.folder / f"ep{nth}.srt" for nth in range(1, 5)]
        for file in files:
            file.write_text(SRT, "utf-8")
        await import_paths(self.store, files, "show", lambda _: None)
        found = await self.library.clips.random(inline.ABROAD, "seed")
        self.clip = found.clip.id

    def typed(self, text: str) -> str:
        return text.replace("{clip}", self.clip)


@pytest.fixture
async def stage(telegram: FakeTelegram, tmp_path: Path) -> AsyncIterator[Stage]:
    async with await open_store(tmp_path / "naji.db") as store:
        built = Stage(telegram, store, tmp_path)
        await built.fill()
        house = TelegramHouse(telegram)
        async with house.running(house.chat(built.library.bot())):
            yield built


def beginning(key: str) -> str:
    return WORDS.say(key).partition("{")[0]


def test_every_function_is_said_once() -> None:
    assert SAID.keys() | TO_BE_LISTED >= BY_NAME.keys() >= SAID.keys()
    assert not SAID.keys() & TO_BE_LISTED


def test_every_button_is_pressed_once() -> None:
    assert PRESSED.keys() | TO_BE_LISTED >= set(Action) >= PRESSED.keys()
    assert set(Action) == PRESSES.keys()


def test_every_deep_link_is_followed_once() -> None:
    beginnings = {getattr(module, name) for module in (commands, inline) for name in dir(module) if "_PAYLOAD" in name}
    assert LINKED.keys() == beginnings | {""}


async def test_every_function_is_answered(telegram: FakeTelegram, stage: Stage) -> None:
    for name, (typed, key) in SAID.items():
        where = stage.chat if BY_NAME[name].is_personal else stage.group
        telegram.say(where, stage.user, stage.typed(f"/{name} {typed}").strip())
        assert beginning(key) in (await where.next_message()).text, name


@pytest.mark.parametrize("action", PRESSED)
async def test_every_button_does_something(telegram: FakeTelegram, stage: Stage, action: Action) -> None:
    said, way = PRESSED[action]
    telegram.say(stage.chat, stage.user, stage.typed("/clip {clip}"))
    query = telegram.press(await stage.chat.next_message(), f":{Action.SAVE}:", stage.user)
    assert (await query.answered())["text"] == WORDS.say("saved.added")
    if action is Action.SAVE:
        return
    telegram.say(stage.chat, stage.user, stage.typed(said))
    message = await stage.chat.next_message()
    for each in (*way, action):
        query = telegram.press(message, f":{each}:", stage.user)
        assert "text" not in await query.answered()
        message = await stage.chat.next_edit()


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
    assert beginning(key) in (await stage.chat.next_message()).text
