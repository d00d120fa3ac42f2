"""Aliases: the operator's file, and what the moderators of a place set for it."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.amends import Alias, AliasId
from bot.errors import NajiError, NotFoundError, UsageError
from bot.model import Place
from bot.ports import Snapshot, Store
from bot.search.aliases import with_aliases
from bot.search.fold import plain_key
from bot.search.wanted import Wanted

MOST_SPELLINGS = 8
MOST_CHARS = 40
MOST_OF_A_PLACE = 50
MOST_OF_THE_FILE = 1000

_BETWEEN = re.compile(r"\s*[=＝]\s*")
_NUMBER = re.compile(r"#?([0-9]{1,9})")
_KEYS = frozenset(("spellings", "shows"))


@dataclass(frozen=True, slots=True)
class AliasProblem:
    """What is wrong in a file.

    Attributes:
        entry: which `[[alias]]` it is, from 1; None where it is the file itself.
    """

    file: str
    entry: int | None
    error: NajiError


@dataclass(frozen=True, slots=True)
class AliasTable:
    """What a file of aliases says.

    Attributes:
        problems: each entry that is left out, or the whole file.
    """

    aliases: tuple[Alias, ...] = ()
    problems: tuple[AliasProblem, ...] = ()


NO_ALIASES = AliasTable()


class AliasFile:
    """The operator's file, read again whenever it has changed. Used on the search threads.

    Args:
        path: None where there is none.
        report: hears each problem once for every time that the file has changed.
    """

    def __init__(self, path: Path | None, report: Callable[[AliasProblem], None] = lambda _: None) -> None:
        self._path = path
        self._report = report
        self._seen: object = None
        self._table = NO_ALIASES

    def table(self) -> AliasTable:
        """What it says now."""
        if self._path is None:
            return self._table
        seen = _state(self._path)
        if seen != self._seen:
            self._table, self._seen = read_aliases(self._path), seen
            for problem in self._table.problems:
                self._report(problem)
        return self._table


def _state(path: Path) -> object:
    """What changes when a file is written; the reason where it cannot be looked at."""
    try:
        stat = path.stat()
    except OSError as error:
        return error.errno
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def read_aliases(path: Path) -> AliasTable:
    """Read a file of aliases. What is wrong with it is in the table: the other entries count."""
    try:
        return _table(tomllib.loads(path.read_text(encoding="utf-8-sig")), str(path))
    except FileNotFoundError:
        error = UsageError("alias.file_missing")
    except OSError as fault:
        error = UsageError("alias.file_unreadable", reason=fault.strerror)
    except UnicodeDecodeError:
        error = UsageError("alias.file_not_utf8")
    # ValueError: bad TOML, or a number of too many digits. Brackets alone run deeper than Python's stack.
    except (ValueError, RecursionError) as fault:
        error = UsageError("alias.file_not_toml", reason=str(fault))
    return AliasTable(problems=(AliasProblem(str(path), None, error),))


def _table(table: Mapping[str, object], file: str) -> AliasTable:
    unknown = [key for key, value in table.items() if key != "alias" or not isinstance(value, list)]
    problems = [AliasProblem(file, None, UsageError("alias.file_key", key=key)) for key in unknown]
    entries = table.get("alias", [])
    entries = entries if isinstance(entries, list) else []
    aliases = []
    for number, entry in enumerate(entries[:MOST_OF_THE_FILE], 1):
        try:
            aliases.append(_alias(entry))
        except UsageError as error:
            problems.append(AliasProblem(file, number, error))
    if len(entries) > MOST_OF_THE_FILE:
        problems.append(AliasProblem(file, None, UsageError("alias.file_many", limit=MOST_OF_THE_FILE)))
    return AliasTable(tuple(aliases), tuple(problems))


def _alias(entry: object) -> Alias:
    if not isinstance(entry, dict) or not entry.keys() <= _KEYS:
        raise UsageError("alias.entry")
    spellings, shows = _texts(entry.get("spellings")), _texts(entry.get("shows", []))
    return Alias(AliasId(0), checked(spellings), frozenset(shows))


def _texts(value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise UsageError("alias.entry")
    return value


def checked(spellings: Sequence[str]) -> tuple[str, ...]:
    """Spellings without the white space around them, each once.

    Raises:
        UsageError: `alias.few`, `alias.many`, `alias.short` or `alias.long`.
    """
    kept: dict[str, str] = {}
    for spelling in map(str.strip, spellings):
        key = plain_key(spelling)
        if len(key) < 2:  # noqa: PLR2004 - a single character stands in too many words
            raise UsageError("alias.short", spelling=spelling)
        if len(spelling) > MOST_CHARS:
            raise UsageError("alias.long", spelling=spelling, limit=MOST_CHARS)
        kept.setdefault(key, spelling)
    if len(kept) < 2:  # noqa: PLR2004 - two that mean the same
        raise UsageError("alias.few")
    if len(kept) > MOST_SPELLINGS:
        raise UsageError("alias.many", limit=MOST_SPELLINGS)
    return tuple(kept.values())


class Aliases:
    """What can be done with aliases.

    Args:
        store: keeps those of the places.
        file: has those of the operator.
    """

    def __init__(self, store: Store, file: AliasFile) -> None:
        self._store = store
        self._file = file

    async def add(self, place: Place, typed: str) -> Alias:
        """Set an alias for a place, such as `護城河 = moat`.

        Raises:
            UsageError: as `checked`, or `alias.full` with `limit`.
        """
        spellings = checked([part for part in _BETWEEN.split(typed) if part])
        if len(await self.list(place)) >= MOST_OF_A_PLACE:
            raise UsageError("alias.full", limit=MOST_OF_A_PLACE)
        return Alias(await self._store.add_alias(place, spellings), spellings)

    async def list(self, place: Place) -> Sequence[Alias]:
        """What was set for this place."""
        return await self._store.read(lambda snapshot: snapshot.aliases(place))

    async def remove(self, place: Place, typed: str) -> Alias:
        """Delete an alias of this place; what it was.

        Args:
            place: whose it is.
            typed: its number, or one of its spellings.

        Raises:
            NotFoundError: `alias.none`.
        """
        number = _NUMBER.fullmatch(typed.strip())
        for alias in await self.list(place):
            is_meant = alias.id == int(number[1]) if number else plain_key(typed) in map(plain_key, alias.spellings)
            if is_meant and await self._store.remove_alias(alias.id):
                return alias
        raise NotFoundError("alias.none", typed=typed.strip())

    def put_in(self, wanted: Wanted, snapshot: Snapshot, place: Place) -> Wanted:
        """What is wanted, widened by all that count for a place: its own first, then the operator's."""
        aliases = (*snapshot.aliases(place), *self._file.table().aliases)
        return with_aliases(wanted, aliases, snapshot.shows()) if aliases else wanted
