"""What an application command may be. Numbers: Discord's documentation of application commands, 2026."""

from collections import Counter
from functools import partial
from typing import Any

from tests.fake_discord.checks import (
    Path,
    anything,
    boolean,
    by_type,
    either,
    integer,
    list_of,
    localised,
    maybe,
    number,
    one_of,
    record,
    require_unique,
    snowflake,
    text,
)
from tests.fake_discord.problems import Json, invalid

SLASH, ON_USER, ON_MESSAGE = 1, 2, 3
SUBCOMMAND, GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10
AT_MOST = {SLASH: 100, ON_USER: 5, ON_MESSAGE: 5}
TOTAL = 8000
_NAME = r"[-_'\w]{1,32}"

_described = {"description": text(100, 1), "description_localizations": localised(100)}


def _lower_name(value: Any, path: Path) -> None:
    text(32, 1, pattern=_NAME)(value, path)
    if value != value.lower():
        raise invalid(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _lower_names(value: Any, path: Path) -> None:
    localised(32, pattern=_NAME)(value, path)
    for locale, name in (value or {}).items():
        _lower_name(name, (*path, locale))


_named = {"type": anything, "name": _lower_name, "name_localizations": _lower_names} | _described
_choice = record(
    {"name": text(100, 1), "name_localizations": localised(100), "value": either(number, text(100))}, ["name", "value"]
)
_value = _named | {"required": boolean}
_chosen = {"choices": maybe(list_of(_choice, 25)), "autocomplete": boolean}
_needed = ["name", "description"]


def _exclusive(check: Any) -> Any:
    def checked(value: Any, path: Path) -> None:
        check(value, path)
        if value.get("autocomplete") and value.get("choices"):
            told = "Options with autocomplete may not have choices."
            raise invalid(path, "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", told)

    return checked


_lengths = {"min_length": integer(0, 6000), "max_length": integer(1, 6000)}
_VALUES = {
    STRING: _exclusive(record(_value | _chosen | _lengths, _needed)),
    INTEGER: _exclusive(
        record(_value | _chosen | {"min_value": integer(-(2**53)), "max_value": integer(-(2**53))}, _needed)
    ),
    NUMBER: _exclusive(record(_value | _chosen | {"min_value": number, "max_value": number}, _needed)),
    **dict.fromkeys((5, 6, 8, 9, 11), record(_value, _needed)),
    7: record(_value | {"channel_types": list_of(integer(), 16)}, _needed),
}


def _options(value: Any, path: Path, under: int = 0) -> None:
    """The options of a command (0), of a group of subcommands, or of a subcommand."""
    nested = {kind: partial(_nested, kind) for kind in (SUBCOMMAND, GROUP)}
    fitting = {SUBCOMMAND: _VALUES, GROUP: {SUBCOMMAND: nested[SUBCOMMAND]}, 0: {**_VALUES, **nested}}[under]
    list_of(by_type(fitting), 25)(value, path)
    require_unique([item["name"] for item in value], path, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS")
    wanted = [bool(item.get("required")) for item in value]
    if wanted != sorted(wanted, reverse=True):
        told = "Required options must be placed before non-required options"
        raise invalid(path, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", told)
    if len({item["type"] in nested for item in value}) > 1:
        raise invalid(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and option types do not mix.")


def _nested(kind: int, value: Any, path: Path) -> None:
    record(_named | {"options": partial(_options, under=kind), "required": boolean}, _needed)(value, path)


_shared = {
    "type": one_of(SLASH, ON_USER, ON_MESSAGE),
    "id": snowflake,
    "nsfw": boolean,
    "dm_permission": maybe(boolean),
    "default_member_permissions": maybe(either(integer(), text(20, 1, pattern=r"\d+"))),
    "contexts": maybe(list_of(one_of(0, 1, 2), 3, 1)),
    "integration_types": maybe(list_of(one_of(0, 1), 2, 1)),
}


def _slash(value: Any, path: Path) -> None:
    record(_named | _shared | {"options": maybe(_options)}, _needed)(value, path)
    if _length(value) > TOTAL:
        raise invalid(path, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({TOTAL})")


_menu = record(_shared | {"name": text(32, 1), "name_localizations": localised(32), "description": text(0)}, ["name"])


def _longest(item: Json, key: str) -> int:
    return max(len(str(item.get(key, ""))), *map(len, (item.get(f"{key}_localizations") or {"": ""}).values()))


def _length(item: Json) -> int:
    """Names, descriptions and values of a command and all under it, each in its longest language."""
    own = _longest(item, "name") + _longest(item, "description")
    choices = sum(_longest(choice, "name") + len(str(choice["value"])) for choice in item.get("choices") or ())
    return own + choices + sum(map(_length, item.get("options") or ()))


def check_commands(body: Any) -> None:
    """Refuse a bulk overwrite that Discord would refuse."""
    list_of(anything, 130)(body, ())
    for position, command in enumerate(body):
        path = (str(position),)
        slash = not isinstance(command, dict) or command.get("type", SLASH) == SLASH
        (_slash if slash else _menu)(command, path)
    kinds = Counter(command.get("type", SLASH) for command in body)
    if any(count > AT_MOST[kind] for kind, count in kinds.items()):
        raise invalid((), "APPLICATION_COMMANDS_MAX", f"Maximum number of application commands reached ({AT_MOST}).")
    named = [(command.get("type", SLASH), command["name"]) for command in body]
    require_unique(named, (), "APPLICATION_COMMANDS_DUPLICATE_NAME")
