"""The bot over its sample show, asked as the chats ask it: real use cases and real renderers, nothing of a platform.

Whatever could differ from one run to the next is fixed: the time, the chance, and the key that clip ids are made with.
"""

import shutil
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, cast
from zoneinfo import ZoneInfo

from bot.access import Access
from bot.config import Config, Discord, Telegram
from bot.library import SAMPLE_SHOW, Library
from bot.model import Place, PlaceKind, Platform
from bot.ports import Outbox
from bot.posting import Poster
from bot.segmenting import Segmenter
from bot.transcripts.ingest import import_paths
from handlers.asking import Asked, Bot
from handlers.console import respond
from handlers.discord import outbox as discord_outbox
from handlers.discord.render import rendered
from handlers.locale import Words, words_for
from handlers.messages import Links, Reply
from handlers.telegram import render as telegram_render
from handlers.telegram.outbox import TelegramOutbox
from storage.sqlite import SqliteStore, open_store

if TYPE_CHECKING:
    from telegram.ext import ExtBot

    from handlers.discord.client import DiscordChat
    from handlers.telegram.presence import Presence

CLIP: Final = "{clip}"
"""Stands in what is typed for the id of the clip that was shown before."""
LISTENER: Final = "listener: "
"""Stands before what is asked by somebody without a moderator's rights."""
ZONE: Final = ZoneInfo("Asia/Taipei")
NOW: Final = datetime(2024, 5, 1, 8, 59, tzinfo=ZONE).astimezone(UTC)
"""A minute before nine, when the clips of the day of the scenes are due."""
SEED: Final = "naji"
CHANNEL: Final = "1001"
ASKER: Final = "1"
CLIP_KEY: Final = bytes(32)

Payload = Mapping[str, Any]
"""What is sent, as the platform's API takes it."""


@dataclass(slots=True)
class StillClock:
    """`bot.ports.Clock` that stands still."""

    instant: datetime = NOW

    def now(self) -> datetime:
        """The instant that it was set to."""
        return self.instant


@dataclass(frozen=True, slots=True)
class Played:
    """The last answer of a scene.

    Attributes:
        command: what was typed for it, or for the answer that a button changed.
        is_pressed: whether a button was pressed for it.
    """

    reply: Reply
    command: str = ""
    is_pressed: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """The bot on one platform, in one language."""

    store: SqliteStore
    library: Library
    clock: StillClock
    platform: Platform
    words: Words

    async def play(self, typed: Sequence[str]) -> Played:
        """Ask the lines one after the other; each is what the console takes, a button's key too."""
        shown = Played(Reply(()))
        for line in typed:
            asked = self._asked(may_manage=not line.startswith(LISTENER))
            text = self._filled(line.removeprefix(LISTENER), shown.reply)
            is_pressed = not text.startswith("/")
            reply = await respond(self._bot(), asked, text, shown.reply.buttons)
            shown = Played(reply, shown.command if is_pressed else text, is_pressed)
        return shown

    async def post(self) -> Payload:
        """The clip of the day that was set, as it is posted.

        Raises:
            LookupError: nothing was posted.
        """
        sent: list[Payload] = []
        self.clock.instant += timedelta(minutes=2)
        outbox = _OUTBOXES[self.platform](sent, self)
        await Poster(self.store, Access({}), {self.platform: outbox}, self.clock).post_due()
        return sent[0]

    def payload(self, reply: Reply) -> Payload:
        """A reply as it is sent; to be called in a running loop."""
        return (_discord_payload if self.platform is Platform.DISCORD else _telegram_payload)(reply)

    @property
    def links(self) -> Links:
        """Where a moment can be heard."""
        return self.library.link

    def _asked(self, *, may_manage: bool) -> Asked:
        asker = f"{self.platform.value}:{ASKER}"
        return Asked(_place(self.platform), asker, self.words, CHANNEL, may_manage=may_manage)

    def _bot(self) -> Bot:
        return replace(self.library.bot(), new_seed=lambda: SEED)

    def _filled(self, line: str, shown: Reply) -> str:
        if CLIP not in line:
            return line
        before, after = self.words.say("clip.id", id="\0").split("\0")
        lines = shown.text.splitlines()
        ids = [each.removeprefix(before).removesuffix(after) for each in lines if each.startswith(before)]
        return line.replace(CLIP, ids[-1])


async def prepare(file: Path) -> None:
    """Make a store that holds the sample show."""
    async with await open_store(file) as store:
        async with store.write() as writer:
            # The key is random otherwise: each run would show other ids.
            await writer.execute("UPDATE library SET clip_key = ?", (CLIP_KEY,))
        with resources.as_file(resources.files("samples")) as sources:
            await import_paths(store, [sources], SAMPLE_SHOW, lambda _: None)
        await Segmenter(store).run()


@asynccontextmanager
async def stage(prepared: Path, platform: Platform, language: str) -> AsyncIterator[Stage]:
    """A stage on a copy of the prepared store, so that no scene sees what another one left."""
    copy = prepared.with_suffix(".copy.db")
    copy.unlink(missing_ok=True)
    shutil.copy(prepared, copy)
    clock = StillClock()
    async with await open_store(copy) as store:
        yield Stage(store, Library(store, _config(copy, language), clock), clock, platform, words_for(language))


def _config(store: Path, language: str) -> Config:
    return Config(
        file=None,
        store_path=store,
        language=language,
        timezone=ZONE,
        discord=Discord(enabled=False, token=None, api_url="", gateway_url=None),
        telegram=Telegram(enabled=False, token=None, api_url=""),
        access={},
        links={},
        moderators_correct=frozenset({SAMPLE_SHOW}),
    )


def _place(platform: Platform) -> Place:
    """A server on Discord, a private chat on Telegram."""
    kind = PlaceKind.GROUP if platform is Platform.DISCORD else PlaceKind.DIRECT
    return Place(platform, kind, CHANNEL)


# ---------------------------------------------------------------- what is sent


def _discord_payload(reply: Reply) -> Payload:
    shown = rendered(reply)
    view = shown.view()
    return {"embeds": [shown.embed.to_dict()], "components": view.to_components() if view else []}


def _telegram_payload(reply: Reply) -> Payload:
    shown = telegram_render.screen(reply)
    return {"text": shown.html, "reply_markup": shown.keyboard.to_dict() if shown.keyboard else {}}


def _telegram_outbox(sent: list[Payload], on: Stage) -> Outbox:
    """The real outbox over a bot that keeps what would be sent."""

    async def send_message(_chat: str, html: str, **parts: Any) -> SimpleNamespace:  # noqa: ANN401 - as the library takes them
        keyboard = parts["reply_markup"]
        sent.append({"text": html, "reply_markup": keyboard.to_dict() if keyboard else {}})
        return SimpleNamespace(message_id=1)

    async def choose() -> Bot:
        return cast("Bot", SimpleNamespace(links=on.links, places=None))

    bot, nobody = SimpleNamespace(send_message=send_message), cast("Presence", None)
    return TelegramOutbox(lambda: cast("ExtBot[Any]", bot), choose, on.words, nobody)


class _DiscordChannel:
    """Where Discord's outbox sends."""

    def __init__(self, sent: list[Payload]) -> None:
        self._sent = sent

    async def send(self, content: str, **parts: Any) -> SimpleNamespace:  # noqa: ANN401 - as discord.py takes them
        """Keep it."""
        embeds, view = [parts["embed"].to_dict()], parts["view"]
        components = view.to_components() if view else []
        self._sent.append({"content": content, "embeds": embeds, "components": components})
        return SimpleNamespace(id=1)


def _discord_outbox(sent: list[Payload], on: Stage) -> Outbox:
    """The real outbox over a connection that keeps what would be sent."""
    channel = _DiscordChannel(sent)
    client = SimpleNamespace(
        get_guild=lambda _: None,
        get_channel=lambda _: None,
        is_one_of_several=False,
        get_partial_messageable=lambda _: channel,
    )

    async def online() -> SimpleNamespace:
        return client

    async def choose() -> SimpleNamespace:
        return SimpleNamespace(links=on.links, places=None)

    chat = SimpleNamespace(online=online, choose=choose, words=on.words)
    return discord_outbox.DiscordOutbox(cast("DiscordChat", chat))


_OUTBOXES: Mapping[Platform, Callable[[list[Payload], Stage], Outbox]] = {
    Platform.DISCORD: _discord_outbox,
    Platform.TELEGRAM: _telegram_outbox,
}
