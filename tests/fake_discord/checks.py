"""Small checks of JSON values, put together into the rules of a request body."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from tests.fake_discord.problems import ApiError, Json, invalid

# fmt: off
LOCALES = (
    "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr",
    "he", "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "nl", "no", "pl",
    "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
)
# fmt: on

Path = tuple[str, ...]
Check = Callable[[Any, Path], None]


def anything(_value: Any, _path: Path) -> None:
    """Not looked at."""


def text(maximum: int, minimum: int = 0, *, pattern: str | None = None) -> Check:
    """A string of so many characters."""

    def check(value: Any, path: Path) -> None:
        if not isinstance(value, str):
            raise invalid(path, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
        if len(value) > maximum:
            raise invalid(path, "BASE_TYPE_MAX_LENGTH", f"Must be {maximum} or fewer in length.")
        if len(value) < minimum:
            raise invalid(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {minimum} and {maximum} in length.")
        if pattern is not None and not re.fullmatch(pattern, value):
            raise invalid(path, "STRING_TYPE_REGEX", "String value did not match validation regex.")

    return check


def integer(minimum: int = 0, maximum: int = 2**63) -> Check:
    """A whole number."""

    def check(value: Any, path: Path) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            raise invalid(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        if not minimum <= value <= maximum:
            raise invalid(path, "NUMBER_TYPE_RANGE", f"int value should be between {minimum} and {maximum}.")

    return check


def number(value: Any, path: Path) -> None:
    """A number, whole or not."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise invalid(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not float.')


def boolean(value: Any, path: Path) -> None:
    """True or false, no stand-in."""
    if not isinstance(value, bool):
        raise invalid(path, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")


def snowflake(value: Any, path: Path) -> None:
    """An id; integers are taken too, as the real one does."""
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,20}", str(value)):
        raise invalid(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')


def web_address(value: Any, path: Path) -> None:
    """An http(s) URL, or one of an attachment of the same message."""
    text(2048)(value, path)
    if not re.match(r"(https?|attachment)://\S+$", value):
        raise invalid(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")


def one_of(*allowed: Any) -> Check:
    """One of a few values; True is not 1."""

    def check(value: Any, path: Path) -> None:
        if isinstance(value, bool) or value not in allowed:
            raise invalid(path, "BASE_TYPE_CHOICES", f"Value must be one of {allowed}.")

    return check


def maybe(inner: Check) -> Check:
    """Null, or what `inner` takes."""

    def check(value: Any, path: Path) -> None:
        if value is not None:
            inner(value, path)

    return check


def either(*inner: Check) -> Check:
    """What any of several takes; the last one's complaint counts."""

    def check(value: Any, path: Path) -> None:
        for one in inner[:-1]:
            try:
                return one(value, path)
            except ApiError:
                continue
        return inner[-1](value, path)

    return check


def list_of(inner: Check, maximum: int, minimum: int = 0) -> Check:
    """An array of so many."""

    def check(value: Any, path: Path) -> None:
        if not isinstance(value, list):
            raise invalid(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        if not minimum <= len(value) <= maximum:
            raise invalid(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {minimum} and {maximum} in length.")
        for position, item in enumerate(value):
            inner(item, (*path, str(position)))

    return check


def record(fields: Mapping[str, Check], required: Collection[str] = ()) -> Check:
    """An object with these keys and no others: what Discord would silently drop, a test wants to know of."""

    def check(value: Any, path: Path) -> None:
        if not isinstance(value, dict):
            raise invalid(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        for key in required:
            if key not in value:
                raise invalid((*path, key), "BASE_TYPE_REQUIRED", "This field is required")
        for key, item in value.items():
            if key not in fields:
                raise invalid((*path, key), "UNKNOWN_KEY", "This key is not known here.")
            fields[key](item, (*path, key))

    return check


def by_type(kinds: Mapping[int, Check]) -> Check:
    """An object whose `type` says which rules are its own."""

    def check(value: Any, path: Path) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, int) or isinstance(kind, bool) or kind not in kinds:
            raise invalid((*path, "type"), "BASE_TYPE_CHOICES", f"Value of field 'type' must be one of {tuple(kinds)}.")
        kinds[kind](value, path)

    return check


def localised(maximum: int, *, pattern: str | None = None) -> Check:
    """A dictionary from Discord's locales to texts."""
    inner = text(maximum, 1, pattern=pattern)
    return maybe(record(dict.fromkeys(LOCALES, inner)))


def require_unique(values: list[Any], path: Path, code: str) -> None:
    """Refuse when one value stands twice."""
    if len(set(values)) != len(values):
        raise invalid(path, code, "Values must be unique.")


def keys_of(value: Json, *names: str) -> dict[str, Any]:
    """The part of an object under these names that is there."""
    return {name: value[name] for name in names if name in value}
