"""What an interaction may be answered with."""

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
    text,
)
from tests.fake_discord.message_rules import BODY, EPHEMERAL, SELECTS
from tests.fake_discord.problems import Json, invalid

MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5

FITTING = {
    COMMAND: {MESSAGE, DEFERRED, MODAL},
    COMPONENT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    SUBMIT: {MESSAGE, DEFERRED},
}
"""Which answers fit which interaction; a modal opened from a message may besides update that message."""

_choice = record(
    {"name": text(100, 1), "name_localizations": localised(100), "value": either(number, text(100))}, ["name", "value"]
)


def _choices(value: Any, path: Path) -> None:
    record({"choices": list_of(_choice, 25)}, ["choices"])(value, path)
    require_unique(
        [choice["name"] for choice in value["choices"]], path, "APPLICATION_COMMAND_OPTIONS_CHOICES_DUPLICATE"
    )


_text_input = record(
    {
        "type": anything,
        "id": maybe(integer()),
        "custom_id": text(100, 1),
        "style": one_of(1, 2),
        "label": maybe(text(45, 1)),
        "min_length": maybe(integer(0, 4000)),
        "max_length": maybe(integer(1, 4000)),
        "required": boolean,
        "value": maybe(text(4000)),
        "placeholder": maybe(text(100)),
    },
    ["custom_id", "style"],
)
_row = record({"type": anything, "id": maybe(integer()), "components": list_of(by_type({4: _text_input}), 1, 1)})
_label = record(
    {
        "type": anything,
        "id": maybe(integer()),
        "label": text(45, 1),
        "description": maybe(text(100)),
        "component": by_type({4: _text_input, **SELECTS}),
    },
    ["label", "component"],
)
_said = record({"type": anything, "id": maybe(integer()), "content": text(4000, 1)}, ["content"])


def modal_inputs(modal: Json) -> list[Json]:
    """The parts of a modal that a person fills in."""
    parts = modal["components"]
    rows = [item for part in parts if part["type"] == 1 for item in part["components"]]
    return rows + [part["component"] for part in parts if part["type"] == 18]


def _modal(value: Any, path: Path) -> None:
    parts = list_of(by_type({1: _row, 10: _said, 18: _label}), 5, 1)
    wanted = {"custom_id": text(100, 1), "title": text(45, 1), "components": parts}
    record(wanted, list(wanted))(value, path)
    require_unique([item["custom_id"] for item in modal_inputs(value)], path, "COMPONENT_CUSTOM_ID_DUPLICATED")


_DATA = {
    MESSAGE: record(BODY),
    DEFERRED: record({"flags": one_of(0, EPHEMERAL)}),
    DEFERRED_UPDATE: record({}),
    UPDATE: record(BODY),
    CHOICES: _choices,
    MODAL: _modal,
}
_NEEDS_DATA = {MESSAGE, UPDATE, CHOICES, MODAL}


def check_callback(body: Any, kind: int, *, on_message: bool) -> None:
    """Refuse what is no answer to an interaction of this kind."""
    record({"type": one_of(*_DATA), "data": anything}, ["type"])(body, ())
    fitting = FITTING[kind] | ({DEFERRED_UPDATE, UPDATE} if on_message else set())
    answer = body["type"]
    if answer not in fitting:
        raise invalid(("type",), "BASE_TYPE_CHOICES", f"Value must be one of {sorted(fitting)}.")
    if body.get("data") is not None:
        _DATA[answer](body["data"], ("data",))
    elif answer in _NEEDS_DATA:
        raise invalid(("data",), "BASE_TYPE_REQUIRED", "This field is required")
