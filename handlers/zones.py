"""Time zones by the cities that people know them by, in their own language.

The first call of each language reads some 600 names, which takes tenths of a second: it belongs on a thread.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location

from handlers.locale import LANGUAGES

COMMON: Final = (
    "Asia/Taipei",
    "Asia/Hong_Kong",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Asia/Singapore",
    "Asia/Kuala_Lumpur",
    "Australia/Sydney",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Paris",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Vancouver",
    "UTC",
)
"""What is offered where nothing was typed yet."""
_REGIONS: Final = frozenset(
    ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific", "UTC")
)


def zones_like(typed: str, language: str, limit: int) -> Sequence[tuple[str, str]]:
    """Zones whose name or city holds what was typed, as key and city; those that begin with it come first."""
    cities = _cities(language)
    wanted = _plain(typed)
    if not wanted:
        return [(key, cities[key]) for key in COMMON][:limit]
    found = [
        (not any(name.startswith(wanted) for name in (*plain, plain[0].rpartition("/")[2])), key)
        for key, plain in _plain_names(language).items()
        if any(wanted in name for name in plain)
    ]
    return [(key, cities[key]) for _, key in sorted(found)[:limit]]


def zone_called(typed: str) -> str:
    """The key of the zone that has a city of this name, in any language; what was typed where none has."""
    wanted = _plain(typed)
    for language in LANGUAGES:
        named = [key for key, (_, city) in _plain_names(language).items() if city == wanted]
        if named:
            return min(named, key=lambda key: (key not in COMMON, _plain(key).rpartition("/")[2] != wanted, key))
    return typed


@cache
def _cities(language: str) -> Mapping[str, str]:
    """The city of each zone, by key; old names of a zone have that of the zone."""
    aliases, locale = get_global("zone_aliases"), language.replace("-", "_")
    keys = sorted(key for key in available_timezones() if key.partition("/")[0] in _REGIONS)
    return {key: get_timezone_location(aliases.get(key, key), locale=locale, return_city=True) for key in keys}


@cache
def _plain_names(language: str) -> Mapping[str, tuple[str, str]]:
    return {key: (_plain(key), _plain(city)) for key, city in _cities(language).items()}


def _plain(name: str) -> str:
    """What names are compared by: width, case, underscores and the two ways of writing 台 do not matter."""
    return unicodedata.normalize("NFKC", name).casefold().replace("_", " ").replace("臺", "台").strip()
