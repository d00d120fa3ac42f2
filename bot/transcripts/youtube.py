"""YouTube's own caption formats: json3, and the XML ones that downloaders call srv1, srv2 and srv3.

All times but srv1's are in milliseconds. Events roll (see `bot.transcripts.rolling`): an event that only appends is a
line end between two lines, and one without words opens a window. The words of an event have their own offsets.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from bot.transcripts.times import in_ms, parse_number
from bot.transcripts.transcript import CUE_SHAPE, Problem, Reading, TimedText, check_count, clean
from bot.transcripts.trees import Element, local_name
from bot.transcripts.words import joined

Pieces = list[tuple[str, int | None]]


def is_json3(document: object) -> bool:
    """Whether a JSON document is YouTube's."""
    return isinstance(document, Mapping) and isinstance(document.get("events"), list)


def read_json3(document: Mapping[str, Any]) -> Reading:
    """The events that say something.

    Raises:
        TranscriptError: `transcript.too_many_cues`.
    """
    timed: list[TimedText] = []
    problems: list[Problem] = []
    check_count(len(document["events"]))
    for nth, event in enumerate(document["events"]):
        where = f"events[{nth}]"
        segments = event.get("segs") if isinstance(event, Mapping) else None
        if not isinstance(segments, list):
            if not isinstance(event, Mapping):
                problems.append(Problem.at(nth + 1, CUE_SHAPE, str(event)[:100], where))
            continue
        start_ms = _whole(event.get("tStartMs", 0))
        if start_ms is None:
            problems.append(Problem.at(nth + 1, CUE_SHAPE, str(event.get("tStartMs"))[:100], f"{where}.tStartMs"))
            continue
        pieces: Pieces = []
        for segment in segments:
            text = segment.get("utf8") if isinstance(segment, Mapping) else None
            if isinstance(text, str):
                offset_ms = _whole(segment.get("tOffsetMs", 0))
                pieces.append((text, None if offset_ms is None else start_ms + offset_ms))
        length_ms = _whole(event.get("dDurationMs", 0)) or 0
        timed += _timed(pieces, (start_ms, start_ms + length_ms), nth + 1, where)
    return Reading(tuple(_cut(timed)), tuple(problems))


def read_timedtext(root: Element) -> Reading:
    """srv3 (`p`, `s` with `t`, `d` in ms), srv2 (`text` with `t`, `d`) and srv1 (`text` with `start`, `dur` in s)."""
    timed: list[TimedText] = []
    problems: list[Problem] = []
    for element in root.iter("{*}p", "{*}text"):
        start, unit_ms = (element.get("t"), 1) if element.get("start") is None else (element.get("start"), 1000)
        start_ms = parse_number(start or "", unit_ms)
        line = int(element.sourceline or 1)
        if start_ms is None:
            problems.append(Problem.at(line, CUE_SHAPE, "".join(element.itertext())))
            continue
        length_ms = parse_number(element.get("d") or element.get("dur") or "0", unit_ms) or 0
        timed += _timed(list(_pieces(element, start_ms)), (start_ms, start_ms + length_ms), line, "")
    return Reading(tuple(_cut(timed)), tuple(problems))


def _pieces(element: Element, start_ms: int) -> Iterator[tuple[str, int | None]]:
    # srv1 escapes twice: `&amp;#39;`.
    yield unescape(element.text or ""), None
    for child in element:
        if local_name(child) == "s":
            offset_ms = parse_number(child.get("t") or "0", 1)
            yield "".join(child.itertext()), None if offset_ms is None else start_ms + offset_ms
        elif local_name(child) == "br":
            yield " ", None
        yield unescape(child.tail or ""), None


def _timed(pieces: Pieces, span_ms: tuple[int, int], line: int, where: str) -> Iterator[TimedText]:
    """One text, its words timed where there are several."""
    text, words = joined(pieces)
    if text:
        source = clean("".join(piece for piece, _ in pieces))
        yield TimedText(line, *span_ms, text, source, words=words if len(words) > 1 else (), path=where)


def _cut(timed: Sequence[TimedText]) -> Iterator[TimedText]:
    """An event is shown until the next but one begins; it is said until the next one does."""
    for nth, one in enumerate(timed):
        after_ms = timed[nth + 1].start_ms if nth + 1 < len(timed) else one.end_ms
        end_ms = min(one.end_ms, after_ms) if after_ms > one.start_ms else one.end_ms
        yield TimedText(one.line, one.start_ms, end_ms, one.text, one.source, one.speaker, one.words, one.path)


def _whole(value: object) -> int | None:
    if isinstance(value, str):
        return parse_number(value.strip(), 1)
    is_number = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1e15  # noqa: PLR2004 - far beyond
    return in_ms(value, 1) if is_number and isinstance(value, int) else None
