"""Votes on Discord: the buttons below a post say how many there are, for all, and only its buttons change."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.access import Access
from bot.curating import Curating
from bot.model import EpisodeDraft, EpisodeFacts
from bot.people import People
from bot.search.engine import index_episode
from handlers.locale import words_for
from storage.sqlite import SqliteStore, open_store
from tests.discord_chat import bot_over, online, post_with_votes, reached, shown
from tests.fake_discord import FakeDiscord, Guild, Message, User
from tests.people_house import clip_of_line
from tests.small_library import HandClock, lines_of

pytestmark = pytest.mark.io

WORDS = words_for("zh-TW")


@dataclass
class Stage:
    fake: FakeDiscord
    guild: Guild
    store: SqliteStore
    clip_id: str
    people: People

    async def post(self) -> Message:
        return await post_with_votes(self.fake, self.guild.channel, self.clip_id)

    async def vote(self, message: Message, user: User, *, up: bool = True) -> None:
        edits = len(message.edits)
        await self.fake.people.press(message, f"n1:vote:{self.clip_id}:{int(up)}", user)
        await reached(lambda: len(message.edits) > edits)

    def member(self) -> User:
        user = self.fake.world.user("乙")
        self.fake.world.member(self.guild, user)
        return user


@asynccontextmanager
async def staged(fake: FakeDiscord, guild: Guild, folder: Path) -> AsyncIterator[Stage]:
    async with await open_store(folder / "naji.db") as store:
        said = lines_of(12)
        await store.put_episode(EpisodeDraft("open", "ep1", EpisodeFacts(4), said, index_episode(said), "ep1"))
        clip = await store.read(lambda snapshot: clip_of_line("open", "ep1", 3, snapshot))
        await store.keep_clip(clip)
        access, clock = Access({}), HandClock()
        bot = replace(bot_over(store), curating=Curating(store, access, clock))
        async with online(fake, bot, store):
            yield Stage(fake, guild, store, clip.id, People(store, access, clock))


def labels(message: Message) -> list[str]:
    return [str(item["label"]) for item in message.components if "label" in item]


async def test_votes_are_counted_on_the_buttons_of_the_post_and_nothing_else_changes(
    fake: FakeDiscord, guild: Guild, tmp_path: Path
) -> None:
    async with staged(fake, guild, tmp_path) as stage:
        message, other = await stage.post(), stage.member()
        before = message.embeds
        await stage.vote(message, stage.guild.owner)
        assert labels(message) == ["看前後文", "👍 1", "👎"]
        await stage.vote(message, other, up=False)
        assert labels(message) == ["看前後文", "👍 1", "👎 1"]
        await stage.vote(message, other)
        assert labels(message) == ["看前後文", "👍 2", "👎"]
        await stage.vote(message, other)
        assert labels(message) == ["看前後文", "👍 1", "👎"]
        assert message.embeds == before
        assert len(stage.fake.posts(stage.guild.channel)) == 1


async def test_whoever_opted_out_is_told_alone_that_their_vote_is_not_kept(
    fake: FakeDiscord, guild: Guild, tmp_path: Path
) -> None:
    async with staged(fake, guild, tmp_path) as stage:
        message = await stage.post()
        await stage.people.opt(f"discord:{stage.guild.owner.id}", out=True)
        pressed = await stage.fake.people.press(message, f"n1:vote:{stage.clip_id}:1", stage.guild.owner)
        [told] = await pressed.followed_up()
        assert "/privacy" in shown(told.embeds[0])
        assert told.only_for is stage.guild.owner
        assert labels(message) == ["看前後文", "👍", "👎"]
