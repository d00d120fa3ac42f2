"""What is done when the connection breaks: pure rules."""

import logging
from contextlib import suppress
from types import SimpleNamespace

import discord
import discord.gateway
import discord.http
import pytest
import yarl

from handlers.discord.wire import (
    LONGEST_PAUSE_S,
    Connection,
    discreet,
    final_error,
    pause_s,
    pointed_at,
    reason_of,
)

SECRET = "abc.def.ghi"


def http_error(status: int, **headers: str) -> discord.HTTPException:
    response = SimpleNamespace(status=status, reason="x", headers=headers)
    return discord.HTTPException(response, "said")


def closed(code: int) -> discord.ConnectionClosed:
    socket = SimpleNamespace(close_code=code)
    return discord.ConnectionClosed(socket, shard_id=None, code=code)  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (discord.LoginFailure("x"), "discord.token_refused"),
        (http_error(401), "discord.token_refused"),
        (closed(4004), "discord.token_refused"),
        (closed(4014), "discord.intents"),
        (discord.PrivilegedIntentsRequired(None), "discord.intents"),
        (closed(4013), "discord.closed"),
    ],
)
def test_what_trying_again_does_not_mend_has_a_sentence(error: Exception, code: str) -> None:
    final = final_error(error)
    assert final is not None
    assert final.code == code


@pytest.mark.parametrize(
    "error", [None, AttributeError("x"), ValueError("x"), OSError("x"), closed(1000), closed(4000), http_error(503)]
)
def test_anything_else_is_tried_again(error: Exception | None) -> None:
    assert final_error(error) is None


def test_pauses_double_up_to_five_minutes() -> None:
    assert [pause_s(failures, 1.0) for failures in range(4)] == [1, 2, 4, 8]
    assert pause_s(9, 1.0) == pause_s(10_000, 1.0) == LONGEST_PAUSE_S


def test_pauses_differ_by_chance_by_up_to_half() -> None:
    assert pause_s(3, 0.0) == 4
    assert pause_s(3, 0.5) == 6


def test_a_rate_limit_says_itself_how_long() -> None:
    limit = {"Retry-After": "77.5"}
    assert pause_s(0, 0.0, http_error(429, **limit)) == 77.5
    assert pause_s(0, 0.0, http_error(503, **limit)) == 0.5
    assert pause_s(0, 0.0, http_error(429, **{"Retry-After": "soon"})) == 0.5
    assert pause_s(0, 0.0, http_error(429)) == 0.5


def test_a_reason_is_one_short_line_without_the_token() -> None:
    assert reason_of(OSError(f"a\n  b {SECRET}"), SECRET) == "OSError: a b ***"
    assert len(reason_of(OSError("a" * 999))) == 200
    assert reason_of(None) == "1000"


def test_the_token_stands_in_no_description_of_the_connection() -> None:
    assert SECRET not in repr(Connection(SECRET))


def test_addresses_are_put_back() -> None:
    base, gateway = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    with suppress(OSError), pointed_at(Connection("t", "http://a/api", "ws://b/")):
        assert discord.http.Route.BASE == "http://a/api"
        assert yarl.URL("ws://b/") == discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
        raise OSError
    assert base == discord.http.Route.BASE
    assert gateway == discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    with pointed_at(Connection("t", "http://a/api")):
        assert gateway == discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY


@pytest.mark.parametrize(("level", "inside"), [(logging.DEBUG, logging.INFO), (logging.ERROR, logging.ERROR)])
def test_the_librarys_debug_lines_are_not_logged(level: int, inside: int) -> None:
    logger = logging.getLogger("discord")
    before = logger.level
    logger.setLevel(level)
    with discreet():
        assert logging.getLogger("discord.http").getEffectiveLevel() == inside
    assert logger.level == level
    logger.setLevel(before)
