"""`episodes.toml`: what is known of a show and its episodes beside their transcripts. All of it is optional.

```toml
[show]
title = "科技浪"
link_template = "https://example.com/listen/{number}?t={seconds}"   # placeholders: see bot.links

[episodes.002]                       # the transcript's file name without its suffix; one with dots or spaces
number = 4                           # stands in quotes: [episodes."EP 4.5"]
title = "晶片戰爭"
date = 2024-05-01                    # a date of TOML: without quotes, without a time
audio_url = "https://example.com/004.mp3"
link_template = "https://youtu.be/abc?t={seconds}"                  # over the show's
offset_s = -2.5                                                     # is added to the transcript's times, in seconds
inserted = [["12:30", "13:45"]]                                     # advertisements that only the audio has, where
                                                                    # they are heard: what follows is later by them
trust = "002 corrected.srt"                                         # of several transcripts the one to take
```

An entry whose transcript is not there (yet) is no mistake.
"""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from bot.errors import UsageError
from bot.links import check_template, check_url
from bot.model import EpisodeFacts
from bot.transcripts.times import in_ms, parse_time
from bot.transcripts.timing import AS_WRITTEN, Timing, are_apart
from bot.transcripts.transcript import clean

FILE_NAME = "episodes.toml"
MAX_TEXT_CHARS = 500
MAX_NUMBER = 2**31 - 1
MAX_OFFSET_S = 24 * 3600
MAX_RANGES = 200
"""Advertisements of one episode."""
_NO_FACTS = EpisodeFacts()


@dataclass(frozen=True, slots=True)
class FolderFacts:
    """What a folder's `episodes.toml` says; without one, nothing."""

    show_title: str | None = None
    show_link_template: str | None = None
    episodes: Mapping[str, EpisodeFacts] = field(default_factory=dict)
    timings: Mapping[str, Timing] = field(default_factory=dict)
    trust: Mapping[str, str] = field(default_factory=dict)
    """By stem the name of the file to take, both in NFC."""

    def timing_of(self, stem: str) -> Timing:
        """How the times of the episode with this stem, in NFC, differ from what is heard."""
        return self.timings.get(stem, AS_WRITTEN)

    def of(self, stem: str) -> EpisodeFacts:
        """What is known of the episode with this stem, in NFC."""
        return self.episodes.get(stem, _NO_FACTS)


def parse_facts(data: bytes, path: Path) -> FolderFacts:
    """What an `episodes.toml` says.

    Args:
        data: its bytes, UTF-8.
        path: its path, for the sentence.

    Raises:
        UsageError: `facts.syntax` with `file` and `detail`; `facts.unknown_key`, `facts.value`, `link.placeholder` or
            `link.url` with `file`, `key`, `value` and `expected`. Only the first mistake is named.
    """
    try:
        document = tomllib.loads(data.decode("utf-8-sig"))
    # ValueError: bad UTF-8, bad TOML, a number of too many digits. Brackets alone run deeper than Python's stack.
    except (ValueError, RecursionError) as error:
        raise UsageError("facts.syntax", file=path, detail=str(error)) from error
    try:
        read = _Document.model_validate(document)
    except ValidationError as error:
        raise _mistake(error.errors(include_url=False)[0], path) from error
    episodes = {unicodedata.normalize("NFC", stem): episode.facts() for stem, episode in read.episodes.items()}
    timings = {unicodedata.normalize("NFC", stem): timing for stem, each in read.episodes.items()
               if (timing := each.timing()) != AS_WRITTEN}  # fmt: skip
    trust = {unicodedata.normalize("NFC", stem): unicodedata.normalize("NFC", each.trust)
             for stem, each in read.episodes.items() if each.trust}  # fmt: skip
    return FolderFacts(read.show.title, read.show.link_template, episodes, timings, trust)


def _checked_template(template: str) -> str:
    try:
        check_template(template)
    except UsageError as error:
        raise _LinkFault(error) from error
    return template


def _checked_url(url: str) -> str:
    try:
        check_url(url)
    except UsageError as error:
        raise _LinkFault(error) from error
    return url


class _LinkFault(ValueError):  # noqa: N818 -- pydantic asks for a ValueError; no reader ever sees it
    """Carries a refusal through pydantic."""

    def __init__(self, error: UsageError) -> None:
        super().__init__(error.code)
        self.error = error


def _position_ms(value: object) -> int:
    """Milliseconds of a clock such as "12:30" or of a number of seconds."""
    position_ms = None
    if isinstance(value, str):
        position_ms = parse_time(value.strip())
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= MAX_OFFSET_S:
        position_ms = in_ms(value, 1000)
    if position_ms is None or position_ms < 0:
        raise ValueError("position")
    return position_ms


def _checked_ranges(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if not are_apart(ranges):
        raise ValueError("ranges")
    return ranges


_Position = Annotated[int, BeforeValidator(_position_ms)]
_Range = Annotated[tuple[_Position, _Position], Field(strict=False)]
_Ranges = Annotated[list[_Range], Field(max_length=MAX_RANGES), AfterValidator(_checked_ranges)]
_Text = Annotated[str, AfterValidator(clean), Field(min_length=1, max_length=MAX_TEXT_CHARS)]
_Template = Annotated[_Text, AfterValidator(_checked_template)]
_Url = Annotated[_Text, AfterValidator(_checked_url)]


_FileName = Annotated[_Text, Field(pattern=r"^[^/\\]+$")]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Show(_Table):
    title: _Text | None = None
    link_template: _Template | None = None


class _Episode(_Table):
    number: Annotated[int, Field(ge=0, le=MAX_NUMBER)] | None = None
    title: _Text | None = None
    published: Annotated[date | None, Field(alias="date")] = None
    audio_url: _Url | None = None
    link_template: _Template | None = None
    offset_s: Annotated[float, Field(ge=-MAX_OFFSET_S, le=MAX_OFFSET_S, allow_inf_nan=False)] = 0.0
    inserted: _Ranges = Field(default_factory=list)
    trust: _FileName | None = None

    def timing(self) -> Timing:
        return Timing(round(self.offset_s * 1000), tuple(self.inserted))

    def facts(self) -> EpisodeFacts:
        return EpisodeFacts(self.number, self.title, self.published, self.audio_url, self.link_template)


class _Document(_Table):
    show: _Show = Field(default_factory=_Show)
    episodes: dict[str, _Episode] = Field(default_factory=dict)


_EXPECTED = {
    "number": "4",
    "title": f'"…" (1–{MAX_TEXT_CHARS})',
    "date": "2024-05-01",
    "audio_url": '"https://…"',
    "link_template": '"https://…"',
    "offset_s": "-2.5",
    "trust": '"ep004.corrected.srt"',
    "inserted": '[["12:30", "13:45"], ["40:00", "41:10"]]',
}
"""By key, how a right value looks: TOML rather than words, so that it needs no translation."""
_SHOW_DEPTH, _EPISODE_DEPTH = 2, 3
"""How many keys lead to a value: `show.title`, `episodes.002.title`."""


def _mistake(detail: ErrorDetails, path: Path) -> UsageError:
    """The first of pydantic's findings as a sentence's code and values."""
    keys = [str(part) for part in detail["loc"]]
    where: dict[str, object] = {"file": path, "key": ".".join(keys), "value": detail["input"]}
    if detail["type"] == "extra_forbidden":
        return UsageError("facts.unknown_key", **where, expected=", ".join(_known(keys)))
    fault = detail.get("ctx", {}).get("error")
    if isinstance(fault, _LinkFault):
        return UsageError(fault.error.code, **where, expected=fault.error.values["expected"])
    is_leaf = len(keys) == (_SHOW_DEPTH if keys[0] == "show" else _EPISODE_DEPTH)
    table = "[show]" if keys[0] == "show" else "[episodes.002]"
    if len(keys) > _EPISODE_DEPTH and keys[2] == "inserted":
        return UsageError("facts.value", **where, expected=_EXPECTED["inserted"])
    return UsageError("facts.value", **where, expected=_EXPECTED[keys[-1]] if is_leaf else table)


def _known(keys: list[str]) -> list[str]:
    """The keys that the table of an unknown one has."""
    tables: dict[str, type[_Table]] = {"show": _Show, "episodes": _Episode}
    table = tables[keys[0]] if len(keys) > 1 else _Document
    return [field.alias or name for name, field in table.model_fields.items()]
