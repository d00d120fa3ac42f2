"""Discord for tests: a loopback server that real discord.py talks to over HTTP and WebSocket.

It refuses what the real one would refuse. Rules that the published API description leaves out (6,000 characters in all
embeds, five rows, unknown keys, three seconds, one acknowledgement, ...) are written here; where the description lies
beside the project, `tests.fake_discord.witness` compares both directions of the traffic with it.

    async with FakeDiscord(witnesses=[witness], strict=True) as fake:
        guild = fake.world.guild("name")
        with library_pointed_at(fake):
            ...  # start the bot with fake.token, fake.api_url, fake.gateway_url and fake.clock
            asked = await fake.people.slash(guild.channel, guild.owner, "quote", {"text": "護城河"})
            message = await asked.answer()
            pressed = await fake.people.press(message, message.labelled("下一頁"), guild.owner)
"""

from tests.fake_discord.clock import FakeClock
from tests.fake_discord.interactions import Interaction
from tests.fake_discord.messages import Message
from tests.fake_discord.problems import ApiError, rate_limited
from tests.fake_discord.server import TOKEN, FakeDiscord, library_pointed_at
from tests.fake_discord.world import Channel, Guild, Role, User

__all__ = [
    "TOKEN",
    "ApiError",
    "Channel",
    "FakeClock",
    "FakeDiscord",
    "Guild",
    "Interaction",
    "Message",
    "Role",
    "User",
    "library_pointed_at",
    "rate_limited",
]
