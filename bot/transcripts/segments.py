"""JSON of recognisers and of podcasts: a row of segments, each with its times and words.

| what | where the segments are | their times | their words |
|---|---|---|---|
| Podcasting 2.0 | `segments` | `startTime`, `endTime` in seconds | `body` |
| Whisper, its API, faster-whisper | `segments` or the whole | `start`, `end` | `text`, `words[].word` |
| WhisperX | `segments` | the same, words may lack theirs | the same |
| whisper-timestamped | `segments` | the same | `text`, `words[].text` |
| whisper.cpp | `transcription` | `offsets.from`, `.to` in ms | `text`, `tokens[].text` |
| Transformers | `chunks` | `timestamp`: a pair | `text` |

Names of fields are accepted wherever they stand: many programs write nearly one of these.
"""

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Annotated, Any, NamedTuple

from pydantic import AliasChoices, BaseModel, BeforeValidator, Field, ValidationError

from bot.errors import TranscriptError
from bot.transcripts import prose
from bot.transcripts.times import in_ms, parse_number, parse_time
from bot.transcripts.transcript import CUE_SHAPE, Problem, Reading, TimedText, check_count, clean
from bot.transcripts.words import placed

ROWS = ("segments", "transcription", "chunks", "monologues", "utterances", "results")
"""Where segments stand in an object, the first that is a list of objects."""
_SHOWN_KEYS = 5


def _in_seconds(value: object) -> int | None:
    """Milliseconds of a number of seconds, or of a clock time in a string."""
    return _position(value, 1000)


def _in_milliseconds(value: object) -> int | None:
    return _position(value, 1)


def _position(value: object, unit_ms: int) -> int | None:
    if value is None:
        return None
    position_ms: int | None = None
    if isinstance(value, str):
        bare = value.strip().removesuffix("s")
        clock = parse_time(bare)
        position_ms = parse_number(bare, unit_ms) if clock is None else clock
    elif isinstance(value, int | float) and not isinstance(value, bool):
        # A whole number may have thousands of digits: too many for a float.
        is_sane = abs(value) < 1e15 if isinstance(value, int) else math.isfinite(value)  # noqa: PLR2004 - far beyond
        position_ms = in_ms(value, unit_ms) if is_sane else None
    if position_ms is None:
        raise ValueError("time")
    return position_ms


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


_Seconds = Annotated[int | None, BeforeValidator(_in_seconds)]
_Milliseconds = Annotated[int | None, BeforeValidator(_in_milliseconds)]
_Words = Annotated[str, BeforeValidator(_as_text)]


class _Span(BaseModel):
    """`offsets` of whisper.cpp, in ms."""

    from_: Annotated[_Milliseconds, Field(alias="from")] = None
    to: _Milliseconds = None


class _Clocks(BaseModel):
    """`timestamps` of whisper.cpp, as clocks."""

    from_: Annotated[_Seconds, Field(alias="from")] = None
    to: _Seconds = None


class _Word(BaseModel):
    text: _Words = Field("", validation_alias=AliasChoices("word", "text", "value"))
    start: _Seconds = Field(None, validation_alias=AliasChoices("start", "startTime", "start_time"))
    offsets: _Span | None = None
    speaker: _Words | None = None


class Spoken(NamedTuple):
    """A word, when it begins and who says it, as far as that is told."""

    text: str
    start_ms: int | None
    speaker: str | None


class _Segment(BaseModel):
    text: _Words = Field("", validation_alias=AliasChoices("text", "body", "content", "transcript", "sentence", "word"))
    start: _Seconds = Field(None, validation_alias=AliasChoices("start", "startTime", "start_time", "begin"))
    end: _Seconds = Field(None, validation_alias=AliasChoices("end", "endTime", "end_time"))
    start_in_ms: _Milliseconds = Field(None, validation_alias=AliasChoices("start_ms", "startMs"))
    end_in_ms: _Milliseconds = Field(None, validation_alias=AliasChoices("end_ms", "endMs"))
    duration: _Seconds = None
    offsets: _Span | None = None
    timestamps: _Clocks | None = None
    timestamp: list[_Seconds] | None = None
    speaker: _Words | None = Field(None, validation_alias=AliasChoices("speaker", "speaker_name", "speakerName"))

    @property
    def starts(self) -> Iterator[int | None]:
        """Whatever may be its start, in ms."""
        yield self.start
        yield self.start_in_ms
        yield from (span.from_ for span in (self.offsets, self.timestamps) if span)
        yield from (self.timestamp or [])[:1]

    @property
    def ends(self) -> Iterator[int | None]:
        """Whatever may be its end, in ms."""
        yield self.end
        yield self.end_in_ms
        yield from (span.to for span in (self.offsets, self.timestamps) if span)
        yield from (self.timestamp or [])[1:2]


def read(document: object) -> Reading:
    """The segments of a document in its order.

    Raises:
        TranscriptError: `transcript.chapters` for a list of chapters, `transcript.json_shape` for what is something
            else, with the `keys` that it has; `transcript.too_many_cues`.
    """
    path, rows = _rows(document)
    listed = _listed_words(document)
    check_count(max(len(rows), len(listed)))
    if not rows and not listed:
        return _untold(document, path)
    timed: list[TimedText] = []
    untimed: list[tuple[int, str, str | None]] = []
    problems: list[Problem] = []
    for nth, row in enumerate(rows or listed):
        where = f"{path if rows else 'words'}[{nth}]"
        segment = _checked(row, where, nth + 1, problems)
        if segment is None:
            continue
        words = _own_words(row)
        one = _timed(segment, words, nth + 1, where)
        if one is not None:
            timed.append(one)
        elif clean(segment.text):
            untimed.append((nth + 1, segment.text, segment.speaker))
            problems.append(Problem.at(nth + 1, CUE_SHAPE, segment.text, where))
    if not timed and untimed:
        return prose.untimed(untimed)
    has_ends = any(one.end_ms != one.start_ms for one in timed)
    if timed and rows and listed and not any(one.words for one in timed):
        timed = list(_with_listed(timed, listed))
    return Reading(tuple(timed), tuple(problems), has_ends=has_ends)


def _rows(document: object) -> tuple[str, Sequence[object]]:
    if isinstance(document, list):
        return "", document
    fields = document if isinstance(document, dict) else {}
    found = ((key, rows) for key in ROWS if isinstance(rows := fields.get(key), list))
    return next(found, ("", ()))


def _listed_words(document: object) -> Sequence[object]:
    words = document.get("words", document.get("word_segments")) if isinstance(document, dict) else None
    return words if isinstance(words, list) else ()


def _untold(document: object, path: str) -> Reading:
    """What a document without a segment gives."""
    if isinstance(document, dict):
        text = document.get("text")
        if isinstance(text, str) and clean(text):
            return prose.read(text.split("\n"))
        if isinstance(document.get("chapters"), list):
            raise TranscriptError("transcript.chapters")
        if not path:
            keys = ", ".join(clean(str(key))[:40] for key in list(document)[:_SHOWN_KEYS])
            raise TranscriptError("transcript.json_shape", keys=keys or "{}")
    return Reading((), ())


def _checked(row: object, where: str, nth: int, problems: list[Problem]) -> _Segment | None:
    try:
        return _Segment.model_validate(row)
    except ValidationError as error:
        detail = error.errors(include_url=False, include_context=False)[0]
        inside = "".join(f".{key}" if isinstance(key, str) else f"[{key}]" for key in detail["loc"])
        problems.append(Problem.at(nth, CUE_SHAPE, str(detail["input"])[:100], where + inside))
        return None


def _own_words(row: object) -> list[Spoken]:
    """The words of a segment; Whisper's `tokens` are numbers, whisper.cpp's are objects with words."""
    listed: Any = row.get("words") or row.get("tokens") if isinstance(row, Mapping) else None
    words = []
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, Mapping):
            try:
                word = _Word.model_validate(each)
            except ValidationError:
                continue
            words.append(Spoken(word.text, word.offsets.from_ if word.offsets else word.start, word.speaker))
    return words


def _timed(segment: _Segment, words: Sequence[Spoken], nth: int, where: str) -> TimedText | None:
    times = [(word.text, at) for word in words if (at := word.start_ms) is not None and not _is_special(word.text)]
    first_ms = times[0][1] if times else None
    start_ms = next((each for each in segment.starts if each is not None), first_ms)
    if start_ms is None:
        return None
    lasts_ms = segment.duration
    end_ms = next((each for each in segment.ends if each is not None), start_ms + (lasts_ms or 0))
    speaker = segment.speaker or next((word.speaker for word in words if word.speaker), None)
    # A text that is a word keeps the white space around it: it tells where words of this file are parted.
    text = clean(segment.text) if times else segment.text
    return TimedText(nth, start_ms, end_ms, text, clean(segment.text), speaker, placed(text, times), where)


def _is_special(token: str) -> bool:
    """Whether a token of whisper.cpp is none of the text, such as `[_BEG_]` and `[_TT_150]`."""
    return token.startswith("[_") and token.endswith("]")


def _with_listed(timed: Sequence[TimedText], listed: Sequence[object]) -> Iterator[TimedText]:
    """The segments with the words of a list that stands beside them, each with those until the next one starts."""
    words = sorted(
        ((at, word.text) for word in _own_words({"words": listed}) if (at := word.start_ms) is not None),
        key=lambda pair: pair[0],
    )
    starts = [start_ms for start_ms, _ in words]
    ends = [after.start_ms for _, after in pairwise(timed)]
    for one, end_ms in zip(timed, [*ends, None], strict=True):
        first = bisect_left(starts, one.start_ms)
        last = len(words) if end_ms is None else bisect_left(starts, end_ms)
        text = clean(one.text)
        yield replace(one, text=text, words=placed(text, [(word, start_ms) for start_ms, word in words[first:last]]))
