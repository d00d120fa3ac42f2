"""The connection to Discord: where it is, what it writes to the log, and what is done when it breaks."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import discord
import discord.gateway
import discord.http
import yarl

from bot.errors import NajiError
from bot.tokens import DISCORD

FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 300.0
"""A thousand sessions may be begun a day (https://discord.com/developers/docs/events/gateway#session-start-limit):
one in five minutes are 288."""

AUTHENTICATION_FAILED: Final = 4004
DISALLOWED_INTENTS: Final = 4014
_POINTLESS = frozenset((4010, 4011, 4012, 4013))
"""Close codes after which the same client is closed again: wrong shard, too few shards, version, intents
(https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes)."""
_UNAUTHORISED = 401
_RATE_LIMITED = 429
_REASON_CHARS = 200

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Shard:
    """Which of how many connections; see https://discord.com/developers/docs/events/gateway#sharding.

    A server's connection is told by its id; direct messages come by the first.
    """

    number: int = 0
    count: int = 1


ALONE: Final = Shard()


@dataclass(frozen=True, slots=True)
class Connection:
    """Where Discord is and who the bot is there.

    Attributes:
        gateway_url: None for the one that the API names.
    """

    token: str = field(repr=False)
    api_url: str = "https://discord.com/api/v10"
    gateway_url: str | None = None
    shard: Shard = ALONE


_before: list[tuple[str, yarl.URL]] = []
"""What discord.py talked to before each of the connections that there are was made."""
_levels: list[int] = []
"""The level of its log, as well."""


@contextmanager
def pointed_at(connection: Connection) -> Iterator[None]:
    """Let discord.py talk to these addresses, which are of the whole process; whoever leaves last puts them back."""
    _before.append((discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY))
    discord.http.Route.BASE = connection.api_url
    if connection.gateway_url is not None:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(connection.gateway_url)
    try:
        yield
    finally:
        last = _before.pop()
        if not _before:
            discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = last


@contextmanager
def discreet() -> Iterator[None]:
    """Keep discord.py's DEBUG lines out of the log: they hold what people typed and the tokens of interactions.

    What it warns of voice, which this bot has none of, is kept out besides.
    """
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    logger = logging.getLogger("discord")
    _levels.append(logger.level)
    logger.setLevel(max(logger.getEffectiveLevel(), logging.INFO))
    try:
        yield
    finally:
        last = _levels.pop()
        if not _levels:
            logger.setLevel(last)


def final_error(error: BaseException | None) -> NajiError | None:
    """The sentence for what trying again does not mend; None where it may."""
    code = error.code if isinstance(error, discord.ConnectionClosed) else None
    unauthorised = isinstance(error, discord.HTTPException) and error.status == _UNAUTHORISED
    if isinstance(error, discord.LoginFailure) or unauthorised or code == AUTHENTICATION_FAILED:
        return NajiError("discord.token_refused", variable=DISCORD.variable)
    if isinstance(error, discord.PrivilegedIntentsRequired) or code == DISALLOWED_INTENTS:
        return NajiError("discord.intents")
    if code in _POINTLESS:
        return NajiError("discord.closed", number=code)
    return None


def pause_s(failures: int, chance: float, error: BaseException | None = None) -> float:
    """How long to wait before the next client, in seconds.

    Args:
        failures: how many clients before this one were never online, in a row.
        chance: from 0 to 1, so that many bots do not come back at once.
        error: what ended the client; a rate limit says itself how long.
    """
    longest = min(FIRST_PAUSE_S * 2.0 ** min(failures, 30), LONGEST_PAUSE_S)
    return max(longest * (1 + chance) / 2, _told_s(error))


def _told_s(error: BaseException | None) -> float:
    if not isinstance(error, discord.HTTPException) or error.status != _RATE_LIMITED:
        return 0.0
    try:
        return float(error.response.headers.get("Retry-After", 0))
    except ValueError:
        return 0.0


def reason_of(error: BaseException | None, token: str = "") -> str:
    """What ended something, on one line and without the token."""
    told = " ".join(f"{type(error).__name__}: {error}".split()) if error is not None else "1000"
    if token:
        told = told.replace(token, "***")
    return told[:_REASON_CHARS]
