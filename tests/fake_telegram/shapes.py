"""What fits what: one checker for the rules written here and for the published description."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.fake_telegram.refusal import breach

ARRAY = "Array of "


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came in a multipart request."""

    filename: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a key: its types, any of which will do."""

    types: tuple[str, ...]
    is_required: bool


Fields = Mapping[str, Field]

SCALARS: dict[str, Callable[[Any], bool]] = {
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "Boolean": lambda value: isinstance(value, bool),
    "True": lambda value: value is True,
    "String": lambda value: isinstance(value, str),
    "InputFile": lambda value: isinstance(value, Upload),
}


@dataclass(frozen=True)
class Shapes:
    """Methods and objects."""

    methods: Mapping[str, Fields]
    types: Mapping[str, Fields]
    subtypes: Mapping[str, tuple[str, ...]]
    returns: Mapping[str, tuple[str, ...]]

    def problems_of_call(self, method: str, params: Mapping[str, Any]) -> list[str]:
        """What is wrong with a request."""
        if method not in self.methods:
            return [f"{method}: no such method"]
        return self._problems_of_fields(self.methods[method], params, method)

    def problems_of_result(self, method: str, result: Any) -> list[str]:
        """What is wrong with an answer."""
        return self.problems(self.returns[method], result, method)

    def problems(self, types: tuple[str, ...], value: Any, path: str) -> list[str]:
        """What is wrong with a value: the complaints of the type that fits it best."""
        return min((self._problems_as(name, value, path) for name in types), key=len)

    def _problems_as(self, name: str, value: Any, path: str) -> list[str]:
        if name in SCALARS:
            return [] if SCALARS[name](value) else [f"{path}: {value!r} is no {name}"]
        if name.startswith(ARRAY):
            if not isinstance(value, list):
                return [f"{path}: {value!r} is no list"]
            inner = (name.removeprefix(ARRAY),)
            return [found for at, item in enumerate(value) for found in self.problems(inner, item, f"{path}[{at}]")]
        if name in self.subtypes:
            return self.problems(self.subtypes[name], value, path)
        if not isinstance(value, dict):
            return [f"{path}: {value!r} is no {name}"]
        return self._problems_of_fields(self.types[name], value, f"{path}({name})")

    def _problems_of_fields(self, fields: Fields, values: Mapping[str, Any], path: str) -> list[str]:
        found = [f"{path}: {key} is unknown" for key in values if key not in fields]
        for key, taken in fields.items():
            if key in values:
                found += self.problems(taken.types, values[key], f"{path}.{key}")
            elif taken.is_required:
                found.append(f"{path}: {key} is missing")
        return found


def fields_of(text: str) -> dict[str, Field]:
    """Read `name:Type` and `name!:Type|[Type]`; the mark says required, brackets an array."""
    fields: dict[str, Field] = {}
    for word in text.split():
        name, _, types = word.partition(":")
        fields[name.rstrip("!")] = Field(tuple(_long(part) for part in types.split("|")), name.endswith("!"))
    return fields


def _long(short: str) -> str:
    return ARRAY + _long(short[1:-1]) if short.startswith("[") else short


@cache
def published(path: Path) -> Shapes:
    """The description that lies beside the project."""
    spec = json.loads(path.read_text(encoding="utf-8"))

    def fields(entry: dict[str, Any]) -> Fields:
        return {item["name"]: Field(tuple(item["types"]), item["required"]) for item in entry.get("fields", [])}

    return Shapes(
        methods={name: fields(entry) for name, entry in spec["methods"].items()},
        types={name: fields(entry) for name, entry in spec["types"].items()},
        subtypes={name: tuple(entry["subtypes"]) for name, entry in spec["types"].items() if entry.get("subtypes")},
        returns={name: tuple(entry["returns"]) for name, entry in spec["methods"].items()},
    )


def decoded(fields: Fields, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as their types say: a form carries text, and nested values as JSON inside it.

    Raises:
        Refusal: a value that is not what its parameter takes.
    """
    return {
        name: _decoded(name, fields[name].types, value) if name in fields and isinstance(value, str) else value
        for name, value in raw.items()
    }


def _decoded(name: str, types: tuple[str, ...], text: str) -> Any:
    if "Integer" in types and text.lstrip("-").isdecimal():
        return int(text)
    if "String" in types:
        return text
    if types == ("Boolean",):
        return {"true": True, "false": False, "1": True, "0": False}.get(text.lower(), text)
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise breach(f'can\'t parse "{name}": {text!r} is not JSON') from None
