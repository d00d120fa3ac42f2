"""Compares requests and answers with a published OpenAPI 3.1 description, where that lies beside the project."""

import json
import os
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError, best_match

SHOWN = 300
"""So much of a value is shown in a complaint."""

Json = dict[str, Any]
_formats = FormatChecker(formats=())


@_formats.checks("date-time", raises=ValueError)
def _date_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@_formats.checks("uri")
def _uri(value: object) -> bool:
    return not isinstance(value, str) or re.match(r"[a-z][a-z0-9+.-]*:\S+$", value) is not None


def described(name: str) -> Path | None:
    """The description with this file name, or None where the folder of descriptions is missing."""
    root = Path(__file__).resolve().parent.parent
    folder = Path(os.environ.get("NAJI_SHARED") or root.parent / "shared")
    found = folder / "specs" / name
    if not found.is_file() and os.environ.get("NAJI_REQUIRE_SHARED") == "1":
        raise FileNotFoundError(f"{found} is missing, and NAJI_REQUIRE_SHARED=1 says that it has to be there")
    return found if found.is_file() else None


class OpenApi:
    """One description; `$ref`s are resolved inside it."""

    def __init__(self, path: Path) -> None:
        self._whole: Json = json.loads(path.read_text(encoding="utf-8"))
        self._validators: dict[str, Draft202012Validator] = {}

    def operation(self, method: str, template: str) -> Json | None:
        """What the description says of a route; parameters may have other names there."""
        for path, held in self._whole["paths"].items():
            if nameless(path) == nameless(template) and method.lower() in held:
                found: Json = held[method.lower()]
                return found
        return None

    def request(self, method: str, template: str, query: dict[str, str], body: Any) -> list[str]:
        """Complaints about a request."""
        operation = self.operation(method, template)
        if operation is None:
            return [f"{method} {template} is not described"]
        known = {held["name"]: held for held in operation.get("parameters", ())}
        told = [f"{method} {template}: query {name} is not described" for name in query if name not in known]
        for name, value in query.items():
            if name in known:
                told += self._check(known[name]["schema"], plain(value), f"{method} {template}?{name}")
        content = operation.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        if schema is None:
            return [*told, f"{method} {template}: no body is described"] if body is not None else told
        return told + self._check(schema, body, f"{method} {template} request")

    def answer(self, method: str, template: str, status: int, body: Any) -> list[str]:
        """Complaints about an answer."""
        operation = self.operation(method, template)
        if operation is None:
            return [f"{method} {template} is not described"]
        where = f"{method} {template} {status}"
        held = operation["responses"].get(str(status)) or operation["responses"].get(f"{status // 100}XX")
        if held is None:
            return [f"{where} is not described"]
        while "$ref" in held:
            held = self._at(held["$ref"])
        schema = held.get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            return [f"{where}: no body is described"] if body is not None else []
        return self._check(schema, body, where)

    def named(self, name: str, value: Any) -> list[str]:
        """Complaints about an object, by its schema's name."""
        return self._check({"$ref": f"#/components/schemas/{name}"}, value, name)

    def _at(self, reference: str) -> Json:
        found = self._whole
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        return found

    def _check(self, schema: Json, value: Any, where: str) -> list[str]:
        error = best_match(self._validator(schema).iter_errors(value))
        return [] if error is None else [f"{where}: {complaint(error)}"]

    def _validator(self, schema: Json) -> Draft202012Validator:
        key = json.dumps(schema, sort_keys=True)
        if key not in self._validators:
            whole = {**schema, "components": self._whole["components"]}
            self._validators[key] = Draft202012Validator(whole, format_checker=_formats)
        return self._validators[key]


@cache
def opened(path: Path) -> OpenApi:
    """A description, read once."""
    return OpenApi(path)


def complaint(error: ValidationError) -> str:
    """A validation error in one line."""
    where = "/".join(map(str, error.absolute_path)) or "all of it"
    return f"{where}: {error.message[:SHOWN]} (by {error.validator}; value {json.dumps(error.instance)[:SHOWN]})"


def nameless(template: str) -> str:
    """A path with its parameters' names left out."""
    return re.sub(r"\{\w+\}", "{}", template)


def plain(value: str) -> Any:
    """A query value as JSON would have it."""
    if value.lower() in ("true", "false"):
        return value.lower() == "true"
    return int(value) if re.fullmatch(r"\d{1,4}", value) else value
