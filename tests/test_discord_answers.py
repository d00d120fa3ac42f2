"""Commands and buttons, end to end: a person, the fake Discord, discord.py, the adapter, the use cases, and back."""

from collections.abc import AsyncIterator

import pytest

from tests.discord_chat import answered, bot_over, library, online
from tests.fake_discord import FakeDiscord
from tests.fake_discord.witness import witness

pytestmark = pytest.mark.io


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord(witnesses=[witness], strict=True) as platform:
        yield platform


async def test_a_quote_is_deferred_and_answered_for_the_askers_eyes(fake: FakeDiscord) -> None:
    guild, store = fake.world.guild("群"), library()
    async with online(fake, bot_over(store), store):
        asked = await fake.people.slash(guild.channel, guild.owner, "quote", {"text": "護城河"})
        message = await asked.answer()
    assert asked.callback_type == 5
    assert message.only_for is guild.owner
    print(message.embeds, message.components)
    assert "1–5 / 12" in await answered(asked)
