"""The query language: quoted words, `-word`, `OR` and filters in what somebody typed. Pure, and never an error.

| typed | means |
|---|---|
| `"some words"` | these very words near the hit; alone, nothing but them is a hit |
| `-word`, `-"some words"` | not near the hit; only beside something to look for |
| `one OR other`, `one | other` | either |
| `show:` `ep:` `speaker:` `before:` `after:` | where to look; a value with blanks stands in quotes |

An operator begins a word: GPT-4 and 12:30 hold none. Full-width forms count as their half-width ones. What cannot be
an operator as it stands (a quote that is not closed, a filter without a value, a date that is none) makes all of the
query plain text: people type quotes and colons without meaning anything by them.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, StrEnum, auto

from bot.errors import UsageError
from bot.options import Options
from bot.search.fold import plain_key
from bot.search.wanted import Alternative, Wanted, plainly

MOST_ALTERNATIVES = 3
"""Each is a search of its own: more would not be answered at the speed of typing."""
MOST_CONSTRAINTS = 8
"""Quoted and excluded words in all."""


class Key(StrEnum):
    """The filters."""

    SHOW = "show"
    EPISODE = "ep"
    SPEAKER = "speaker"
    BEFORE = "before"
    AFTER = "after"


KEYS: Mapping[str, Key] = {
    **{key.value: key for key in Key},
    "episode": Key.EPISODE,
    "節目": Key.SHOW,
    "节目": Key.SHOW,
    "集": Key.EPISODE,
    "集數": Key.EPISODE,
    "集数": Key.EPISODE,
    "講者": Key.SPEAKER,
    "讲者": Key.SPEAKER,
    "之前": Key.BEFORE,
    "之後": Key.AFTER,
    "之后": Key.AFTER,
}
"""What the filters are called."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Where to look; what is empty or None does not matter.

    Attributes:
        shows: slugs or parts of titles, any of which may be.
        episodes: numbers (`4`, `EP4`), ranges of them (`4-7`) or stems, any of which may be.
        speakers: names or parts of them, any of whom may have said it.
        before: published on an earlier day than this.
        after: published on a later day than this.
    """

    shows: tuple[str, ...] = ()
    episodes: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    before: date | None = None
    after: date | None = None

    def __or__(self, other: "Filters") -> "Filters":
        """Both: any of all the shows, episodes and speakers, and of the dates the narrower."""
        return Filters(
            self.shows + other.shows,
            self.episodes + other.episodes,
            self.speakers + other.speakers,
            min((day for day in (self.before, other.before) if day), default=None),
            max((day for day in (self.after, other.after) if day), default=None),
        )

    @property
    def told(self) -> tuple[str, ...]:
        """The filters as they would be typed."""
        given = [(Key.SHOW, name) for name in self.shows]
        given += [(Key.EPISODE, name) for name in self.episodes]
        given += [(Key.SPEAKER, name) for name in self.speakers]
        given += [(Key.BEFORE, self.before.isoformat())] if self.before else []
        given += [(Key.AFTER, self.after.isoformat())] if self.after else []
        return tuple(f'{key}:"{name}"' if len(name.split()) > 1 else f"{key}:{name}" for key, name in given)


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Request:
    """A parsed query.

    Attributes:
        wanted: what to look for; without alternatives where nothing but filters was typed.
        filters: where.
    """

    wanted: Wanted
    filters: Filters = NO_FILTERS


def parse(text: str) -> Request:
    """What somebody typed. Text without operators is wanted as it is."""
    tokens = list(_tokens(text))
    if all(token.kind is _Kind.WORD for token in tokens):
        return Request(plainly(text))
    try:
        filters = NO_FILTERS
        for token in tokens:
            if token.kind is _Kind.FILTER:
                filters |= filter_of(KEYS[token.key], token.words)
        return Request(Wanted(_alternatives([token for token in tokens if token.kind is not _Kind.FILTER])), filters)
    except (_MalformedError, UsageError):
        return Request(plainly(text))


def asked(text: str, options: Options) -> Request:
    """What somebody typed, and the options beside it.

    Raises:
        UsageError: `query.date` with `value` for an option that is no date, `query.filter` with `value` for one that
            names nothing.
    """
    request = Request(Wanted((Alternative(text, (text,)),))) if options.exact and plain_key(text) else parse(text)
    filters = request.filters
    given = {
        Key.SHOW: options.show,
        Key.EPISODE: options.episode,
        Key.SPEAKER: options.speaker,
        Key.BEFORE: options.before,
        Key.AFTER: options.after,
    }
    for key, value in given.items():
        if value.strip():
            filters |= filter_of(key, value.strip())
    return replace(request, filters=filters)


def filter_of(key: Key, value: str) -> Filters:
    """A filter with this value.

    Raises:
        UsageError: `query.date` with `value` where it is no date, `query.filter` with `value` where it names nothing.
    """
    if not plain_key(value):
        raise UsageError("query.filter", value=value)
    match key:
        case Key.SHOW:
            return Filters(shows=(value,))
        case Key.EPISODE:
            return Filters(episodes=(value,))
        case Key.SPEAKER:
            return Filters(speakers=(value,))
    first, last = _days(value)
    return Filters(before=first) if key is Key.BEFORE else Filters(after=last)


_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?")


def _days(value: str) -> tuple[date, date]:
    """The first and the last day of what is named: a day, a month or a year.

    Raises:
        UsageError: `query.date` with `value`.
    """
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", value))
    if match is None:
        raise UsageError("query.date", value=value)
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError as error:
        raise UsageError("query.date", value=value) from error
    if day:
        return first, first
    last_month = month or 12
    return first, date(first.year, last_month, monthrange(first.year, last_month)[1])


_NUMBERS = re.compile(r"(?:ep\.?|第)?(\d{1,9})集?(?:[-~–至到](?:ep\.?|第)?(\d{1,9})集?)?")


def numbers_in(value: str) -> range:
    """The numbers of episodes that are meant by `4`, `EP4` or `4-7`; none where it is anything else, as a stem is."""
    match = _NUMBERS.fullmatch("".join(_folded(value).split()))
    if match is None:
        return range(0)
    ends = sorted(int(number) for number in match.groups() if number)
    return range(ends[0], ends[-1] + 1)


# ---------------------------------------------------------------- tokens


class _MalformedError(Exception):
    """What was typed is no query of this language, but plain text."""


class _Kind(Enum):
    WORD = auto()
    PHRASE = auto()
    WITHOUT = auto()
    OR = auto()
    FILTER = auto()
    UNCLOSED = auto()


@dataclass(frozen=True, slots=True)
class _Token:
    """A word or an operator.

    Attributes:
        words: what it names, without quotes, minus and key; all of a word.
        key: the filter's, as in `KEYS`.
    """

    kind: _Kind
    words: str
    key: str = ""


_MINUS = "-－−"
_QUOTES = '"＂“”'
_KEY = re.compile(r"([^\W\d_]+)[:：]")
_ORS = frozenset({"OR", "|", "｜"})
_TOKEN = re.compile(
    rf"""(?P<lead>[{_MINUS}]|[^\W\d_]+[:：])?
    (?:[{_QUOTES}](?P<quoted>[^{_QUOTES}]*)[{_QUOTES}]|「(?P<corner>[^「」]*)」|『(?P<double>[^『』]*)』)(?!\S)
    |\S+""",
    re.VERBOSE,
)


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        quoted = [match[name] for name in ("quoted", "corner", "double") if match[name] is not None]
        yield _quoted_token(match["lead"] or "", quoted[0], match.group()) if quoted else _bare_token(match.group())


def _quoted_token(lead: str, quoted: str, typed: str) -> _Token:
    if not lead:
        return _Token(_Kind.PHRASE, quoted)
    if lead in _MINUS:
        return _Token(_Kind.WITHOUT, quoted)
    key = _folded(lead[:-1])
    return _Token(_Kind.FILTER, quoted, key) if key in KEYS else _Token(_Kind.WORD, typed)


def _bare_token(typed: str) -> _Token:
    if typed in _ORS:
        return _Token(_Kind.OR, typed)
    if typed.lstrip(_MINUS)[:1] in tuple(_QUOTES):
        return _Token(_Kind.UNCLOSED, typed)
    if typed[0] in _MINUS and typed[1:2].isalpha():
        return _Token(_Kind.WITHOUT, typed[1:])
    named = _KEY.match(typed)
    if named is None or (key := _folded(named[1])) not in KEYS:
        return _Token(_Kind.WORD, typed)
    value = typed[named.end() :]
    return _Token(_Kind.UNCLOSED if value[:1] in tuple(_QUOTES) else _Kind.FILTER, value, key)


def _folded(key: str) -> str:
    return unicodedata.normalize("NFKC", key).casefold()


def _alternatives(tokens: Sequence[_Token]) -> tuple[Alternative, ...]:
    """What to look for; none where there is not even a word that is not wanted.

    Raises:
        _MalformedError: an unclosed quote, nothing in quotes, nothing to look for, or more than is searched for.
    """
    operators = [token for token in tokens if token.kind is not _Kind.WORD]
    if any(
        token.kind is _Kind.UNCLOSED or not plain_key(token.words) for token in operators if token.words not in _ORS
    ):
        raise _MalformedError
    without = tuple(token.words for token in tokens if token.kind is _Kind.WITHOUT)
    parts: list[list[_Token]] = [[]]
    for token in tokens:
        if token.kind is _Kind.OR:
            parts.append([])
        elif token.kind is not _Kind.WITHOUT:
            parts[-1].append(token)
    if not tokens:
        return ()
    if not all(parts) or len(parts) > MOST_ALTERNATIVES or len(operators) - len(parts) >= MOST_CONSTRAINTS:
        raise _MalformedError
    return tuple(
        Alternative(
            " ".join(token.words for token in part),
            tuple(token.words for token in part if token.kind is _Kind.PHRASE),
            without,
        )
        for part in parts
    )
