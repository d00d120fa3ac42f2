"""The Discord chat over the fake Discord and a small library, for the tests of the adapter."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import aiohttp

from bot.access import Access
from bot.clips import Clips
from bot.model import Cue, Episode, EpisodeFacts, PrivateAccess
from bot.offers import Offers
from bot.ports import Store
from bot.quotes import Quotes
from bot.suggesting import Suggestions
from bot.trimming import Trimming
from handlers.asking import Bot
from handlers.discord.client import DiscordChat, Pace
from handlers.discord.render import rendered
from handlers.discord.wire import Connection
from handlers.locale import words_for
from handlers.messages import Action, Button, sentences
from handlers.vote_reply import vote_buttons
from tests.fake_discord import Channel, FakeDiscord, Guild, Interaction, Message, User
from tests.small_library import OPEN_SHOW, SECRET_SHOW, HandClock, SmallLibrary, lines_of, plain_search

PATIENCE_S = 10.0


@dataclass
class Naps:
    """A pace at which pauses are written down and not slept; each lets the loop run on."""

    slept: list[float] = field(default_factory=list)
    most: int = 50

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if len(self.slept) >= self.most:
            await asyncio.Event().wait()
        await asyncio.sleep(0)

    def pace(self, online_within_s: float = PATIENCE_S) -> Pace:
        return Pace(self.sleep, lambda: 1.0, online_within_s)


def link(episode: Episode, start_ms: int) -> str:
    return f"https://example.org/{episode.stem}#t={start_ms // 1000}"


def library(cues: Sequence[Cue] | None = None, facts: EpisodeFacts | None = None) -> SmallLibrary:
    """A public show with twelve lines, or these."""
    built = SmallLibrary()
    built.add(OPEN_SHOW, "open-1", lines_of(12) if cues is None else cues, facts or EpisodeFacts(number=4, title="城"))
    return built


def with_secret(built: SmallLibrary) -> SmallLibrary:
    """The library and a private show besides."""
    built.add(SECRET_SHOW, "secret-1", lines_of(12, "祕密"))
    return built


def bot_over(store: Store, *, secret_in: str = "", sample: bool = False) -> Bot:
    """The use cases; the show `secret` answers in one server only."""
    access = Access({"secret": PrivateAccess(frozenset({secret_in}))})
    quotes = Quotes(store, access, HandClock(), search=plain_search)
    return Bot(
        quotes,
        Clips(store, access),
        link,
        sample=sample,
        new_seed=lambda: "seed",
        typing=Suggestions(store, access, quotes),
        trimming=Trimming(store, access),
        offers=Offers(store, access),
    )


def chat_with(fake: FakeDiscord, bot: Bot, store: Store, pace: Pace | None = None, token: str = "") -> DiscordChat:
    async def choose() -> Bot:
        return bot

    connection = Connection(token or fake.token, fake.api_url, fake.gateway_url)
    return DiscordChat(connection, choose, store, words_for("zh-TW"), pace or Naps().pace())


@asynccontextmanager
async def running(chat: DiscordChat) -> AsyncIterator[DiscordChat]:
    """The chat, running until the block is left; what it ended by is raised."""
    before = asyncio.all_tasks()
    task = asyncio.create_task(chat.run())
    try:
        yield chat
    finally:
        await chat.close()
        await task
    for _ in range(20):  # transports that close say so a few turns later
        await asyncio.sleep(0)
    left = {repr(each) for each in asyncio.all_tasks() - before}
    assert not left, left


@asynccontextmanager
async def online(fake: FakeDiscord, bot: Bot, store: Store, pace: Pace | None = None) -> AsyncIterator[DiscordChat]:
    """The chat, connected."""
    async with running(chat_with(fake, bot, store, pace)) as chat:
        await fake.gateway.ready()
        await (await chat.online()).wait_until_ready()
        yield chat
    await fake.gateway.left()


async def reached(condition: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
    """Turn the loop until the condition holds."""
    async with asyncio.timeout(patience_s):
        while not condition():  # noqa: ASYNC110 - whatever a test may look at, it has no event
            await asyncio.sleep(0)


def shown(embed: dict[str, object]) -> str:
    """What a reader sees of an embed: its title and text without the escapes and the bold."""
    text = "\n".join(str(embed[part]) for part in ("title", "description") if part in embed)
    return "".join(unescaped(text.replace("**", "")))


def unescaped(text: str) -> Iterator[str]:
    """The text as Discord shows it: each backslash gives way to the character behind it."""
    letters = iter(text)
    for letter in letters:
        yield next(letters) if letter == "\\" else letter


async def answered(interaction: Interaction) -> str:
    """What a reader sees of an answer."""
    message = await interaction.answer()
    return shown(message.embeds[0])


QUOTE = {"text": "護城河"}


async def quote(fake: FakeDiscord, guild: Guild) -> str:
    """The answer to a search by the owner of a server."""
    return await answered(await fake.people.slash(guild.channel, guild.owner, "quote", QUOTE))


def member(fake: FakeDiscord, guild: Guild, name: str = "乙", permissions: int = 0) -> User:
    """Somebody of a server, with a role that has these permissions."""
    user = fake.world.user(name)
    roles = [fake.world.role(guild, "r", permissions)] if permissions else []
    fake.world.member(guild, user, *roles)
    return user


async def post_with_votes(fake: FakeDiscord, channel: Channel, clip_id: str) -> Message:
    """A post of the bot's, such as the clip of the day, that can be voted on and opened."""
    more = Button(Action.MORE, clip_id, 2, "看前後文", "+")
    made = rendered(replace(sentences("今日片段"), buttons=(more, *vote_buttons(clip_id))))
    view = made.view()
    assert view is not None
    content = {"embeds": [made.embed.to_dict()], "components": view.to_components()}
    address, headers = f"{fake.api_url}/channels/{channel.id}/messages", {"Authorization": f"Bot {fake.token}"}
    async with aiohttp.ClientSession(headers=headers) as session, session.post(address, json=content) as answer:
        posted = (await answer.json())["id"]
    return next(each for each in fake.posts(channel) if each.id == posted)
