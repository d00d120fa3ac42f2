"""The types of the configuration's options: what each takes, and which sentence tells of anything else."""

import re
from typing import Annotated, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, PlainValidator
from pydantic_core import PydanticCustomError

from bot.errors import UsageError
from bot.links import check_template

_MAX_PORT: Final = 65_535
LONGEST_PAUSE_S: Final = 600
_SLUG: Final = re.compile(r"[a-z0-9-]{1,32}")


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value):
        raise PydanticCustomError("config.not_slug", "not a slug")
    return value


def _zone(value: object) -> ZoneInfo:
    # An empty name, a folder's or one with `..` raises each its own kind of error.
    try:
        return ZoneInfo(str(value))
    except (ValueError, OSError, LookupError) as error:
        raise PydanticCustomError("config.not_zone", "not a time zone") from error


def _ids(value: object) -> frozenset[str]:
    def is_id(one: object) -> bool:
        return not isinstance(one, bool) and re.fullmatch(r"-?[0-9]{1,20}", str(one)) is not None

    if not isinstance(value, list) or not all(is_id(one) for one in value):
        raise PydanticCustomError("config.not_ids", "not a list of ids")
    return frozenset(map(str, value))


def _address(*schemes: str) -> AfterValidator:
    def check(value: str) -> str:
        # Brackets that hold no IPv6 address, and ports that are no number, are errors of their own.
        try:
            parts = urlsplit(value)
            usable = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            raise PydanticCustomError(f"config.not_{schemes[-1]}", "not an address")
        return value.rstrip("/")

    return AfterValidator(check)


def _listen(value: str) -> str:
    # An IPv6 address stands in brackets, as its parts are told by colons, too.
    match = re.fullmatch(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+):([0-9]{1,5})", value)
    if match is None or not 1 <= int(match[1]) <= _MAX_PORT:
        raise PydanticCustomError("config.not_listen", "not a host and port")
    return value


def _path(value: str) -> str:
    if "\0" in value:
        raise PydanticCustomError("config.not_path", "not a path")
    return value


def _within(least: int, most: int) -> PlainValidator:
    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise PydanticCustomError("config.not_number", "not a number", {"least": least, "most": most})
        return value

    return PlainValidator(check)


def _pause(value: object) -> float:
    # Infinity and "not a number" are numbers in TOML; neither lies between the two.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LONGEST_PAUSE_S:
        raise PydanticCustomError("config.not_pause", "not a pause", {"least": 0, "most": LONGEST_PAUSE_S})
    return float(value)


def _template(value: str) -> str:
    try:
        check_template(value)
    except UsageError as error:
        raise PydanticCustomError("config.not_template", "not a link template") from error
    return value


FilePath = Annotated[str, AfterValidator(_path)]
Slug = Annotated[str, AfterValidator(_slug)]
Ids = Annotated[frozenset[str], PlainValidator(_ids)]
Zone = Annotated[ZoneInfo, PlainValidator(_zone)]
Template = Annotated[str, AfterValidator(_template)]
Minutes = Annotated[int, _within(5, 7 * 24 * 60)]
Seconds = Annotated[int, _within(1, 600)]
Pause = Annotated[float, PlainValidator(_pause)]
Tokens = Annotated[int, _within(1, 1000)]
Shards = Annotated[int, _within(1, 256)]
Megabytes = Annotated[int, _within(1, 256)]
HttpAddress = Annotated[str, _address("http", "https")]
ListenAddress = Annotated[str, AfterValidator(_listen)]
SocketAddress = Annotated[str, _address("ws", "wss")]
