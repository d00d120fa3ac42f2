"""The methods that answer a button or inline mode, and the menus of commands."""

from typing import Any, TypeVar

from tests.fake_telegram import content
from tests.fake_telegram.calls_send import result_media
from tests.fake_telegram.queries import CALLBACK_LIFE_S, INLINE_LIFE_S, Query
from tests.fake_telegram.refusal import circumstance
from tests.fake_telegram.world import World

Params = dict[str, Any]
Asked = TypeVar("Asked", bound=Query)


def answer_callback(world: World, params: Params) -> bool:
    """`answerCallbackQuery`."""
    content.check_callback_answer(params)
    query = _open(world, world.callbacks, params["callback_query_id"], CALLBACK_LIFE_S)
    query.answer = params
    world.signal.fire()
    return True


def answer_inline(world: World, params: Params) -> bool:
    """`answerInlineQuery`."""
    content.check_inline_answer(params, world.complain)
    for result in params["results"]:
        result_media(world, result)
    query = _open(world, world.inlines, params["inline_query_id"], INLINE_LIFE_S)
    query.answer = params
    world.inline_cache.keep(query, params, world.clock.unix())
    world.signal.fire()
    return True


def _open(world: World, queries: dict[str, Asked], query_id: str, life_s: int) -> Asked:
    query = queries.get(query_id)
    if query is None or not query.is_open or world.clock.unix() - query.at > life_s:
        raise circumstance("query is too old and response timeout expired or query ID is invalid")
    return query


def set_commands(world: World, params: Params) -> bool:
    """`setMyCommands`."""
    content.check_commands(params["commands"])
    world.commands[_menu(world, params)] = params["commands"]
    return True


def get_commands(world: World, params: Params) -> list[dict[str, str]]:
    """`getMyCommands`: of exactly this scope and language."""
    return world.commands.get(_menu(world, params), [])


def delete_commands(world: World, params: Params) -> bool:
    """`deleteMyCommands`."""
    world.commands.pop(_menu(world, params), None)
    return True


def _menu(world: World, params: Params) -> tuple[tuple[str, int | str, int], str]:
    scope = content.command_scope(params)
    if scope[1]:
        world.open_chat(scope[1])
    return scope, params.get("language_code", "")
