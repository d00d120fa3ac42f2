"""The whole platform: one loopback server with REST and gateway, and the people who use it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import yarl
from aiohttp import web

from tests.fake_discord.clock import FakeClock
from tests.fake_discord.faults import Fault, Faults, Held, Lost, Refused
from tests.fake_discord.gateway import Gateway
from tests.fake_discord.interactions import Interactions
from tests.fake_discord.messages import Message, Messages
from tests.fake_discord.people import People
from tests.fake_discord.problems import ApiError, Refusal
from tests.fake_discord.rest import BASE, Exchange, Rest
from tests.fake_discord.routes_application import Application
from tests.fake_discord.routes_channels import Channels
from tests.fake_discord.routes_interactions import Answers
from tests.fake_discord.routes_threads import Threads
from tests.fake_discord.world import ORDINARY, PIN_MESSAGES, Channel, Guild, World

TOKEN = "MTE0NDg5MTQwMDE5MTI5MzQ1MA.GfAkEd.this-token-is-of-the-tests-own-making0"
GATEWAY = "/gateway"
Witness = Callable[["FakeDiscord"], Iterable[str]]


class FakeDiscord:
    """Discord, as far as Naji meets it.

    Leaving the context fails the test when a client used what does not exist, when the fake broke, or when a witness
    (such as the spec) has something to say.

    Attributes:
        token: the one that is good.
        world: servers, channels, people: set them up before the bot comes.
        people: what they do.
        gateway, rest, faults, application, messages, interactions: the parts, to look into.
        strict: whether a request refused by a rule fails the test too, at the end.
    """

    def __init__(
        self, *, clock: FakeClock | None = None, strict: bool = False, witnesses: Iterable[Witness] = ()
    ) -> None:
        self.clock = clock or FakeClock()
        self.token = TOKEN
        self.strict = strict
        self.world = World(self.clock)
        self.faults = Faults()
        self.gateway = Gateway(self.world, self.token)
        self.rest = Rest(self.token, self.faults)
        self.messages = Messages(self.world)
        self.interactions = Interactions(self.world, self.messages)
        self.application = Application(self.world, self.gateway)
        self.people = People(self.world, self.messages, self.interactions, self.application, self.gateway)
        self._witnesses = list(witnesses)
        self._runner: web.AppRunner | None = None
        self._origin = ""
        channels = Channels(self.world, self.messages, self.gateway)
        threads = Threads(self.world, self.messages, self.gateway, channels)
        answers = Answers(self.world, self.messages, self.interactions, channels)
        for part in (self.application, channels, threads, answers):
            part.install(self.rest)

    @property
    def api_url(self) -> str:
        """For `discord.api_url`."""
        return f"http://{self._origin}{BASE}"

    @property
    def gateway_url(self) -> str:
        """For `discord.gateway_url`."""
        return f"ws://{self._origin}{GATEWAY}"

    async def __aenter__(self) -> Self:
        application = web.Application(client_max_size=32 * 1024 * 1024)
        application.router.add_get(GATEWAY, self.gateway.accept)
        application.router.add_get(GATEWAY + "/", self.gateway.accept)
        application.router.add_route("*", "/{rest:.*}", self.rest.serve)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self._origin = f"{host}:{port}"
        self.gateway.url = self.gateway_url
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faults.release_all()
        await self.gateway.drop(1001)
        if self._runner is not None:
            await self._runner.cleanup()
        if error is None:
            complaints = self.complaints()
            assert not complaints, "\n".join(complaints)

    def complaints(self) -> list[str]:
        """What a test should fail by."""
        told = [*self.rest.mistakes, *self.gateway.mistakes]
        if self.strict:
            told += [f"{method} {path}: {error.payload()}" for method, path, error in self.rest.refusals]
        return told + [complaint for witness in self._witnesses for complaint in witness(self)]

    # -- trouble

    def refuse(self, method: str, path: str, error: ApiError | Refusal, *, times: int = 1) -> Fault:
        """Answer the next requests with an error; the path is a regular expression after `/api/v10`."""
        told = error if isinstance(error, ApiError) else ApiError(*error)
        return self._add(Refused(method, path, times, error=told))

    def hold(self, method: str, path: str, *, times: int = 1, done_first: bool = False) -> Held:
        """Hold the next requests up until `release()`."""
        held = Held(method, path, times, done_first=done_first)
        self._add(held)
        return held

    def lose_answer(self, method: str, path: str, *, times: int = 1) -> Fault:
        """Do what is asked, but cut the connection before the answer."""
        return self._add(Lost(method, path, times))

    def _add(self, fault: Fault) -> Fault:
        self.faults.add(fault)
        return fault

    # -- what happened

    def posts(self, channel: Channel) -> list[Message]:
        """The bot's messages in a channel, oldest first, private ones and deferrals included."""
        me = self.world.me.id
        return [message for message in self.messages.of(channel) if message.body["author"]["id"] == me]

    def requests(self, method: str, template: str) -> list[Exchange]:
        """The requests that came to a route, by its path in the spec."""
        return [held for held in self.rest.exchanges if (held.method, held.template) == (method, template)]

    async def join_guild(self, guild: Guild, *, bot_permissions: int = ORDINARY | PIN_MESSAGES) -> None:
        """Somebody adds the bot to their server."""
        self.world.admit(guild, bot_permissions)
        told = {key: value for key, value in guild.arrival(self.world.me).items() if key != "unavailable"}
        await self.gateway.dispatch("GUILD_CREATE", told, guild_id=guild.id)

    async def remove_from_guild(self, guild: Guild) -> None:
        """Somebody throws the bot out."""
        del self.world.guilds[guild.id]
        guild.members.pop(self.world.me.id)
        await self.gateway.dispatch("GUILD_DELETE", {"id": guild.id}, guild_id=guild.id)


@contextmanager
def library_pointed_at(fake: FakeDiscord) -> Iterator[None]:
    """Let discord.py talk to the fake; its two addresses are of the whole process, so they are put back."""
    import discord.gateway
    import discord.http

    base, gateway = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    discord.http.Route.BASE = fake.api_url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(fake.gateway_url)
    try:
        yield
    finally:
        discord.http.Route.BASE = base
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway
