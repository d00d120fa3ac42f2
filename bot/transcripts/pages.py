"""Podcasting 2.0's HTML: `cite` names a speaker, `time` says since when, `p` has the words; all but `p` may be missing.

A name goes on until the next; so does a time, for the paragraphs under it. Without any time a page is plain text.
"""

from collections.abc import Iterator

from bot.errors import TranscriptError
from bot.transcripts import prose
from bot.transcripts.times import parse_time
from bot.transcripts.transcript import LINE_TIME, Problem, Reading, TimedText, clean
from bot.transcripts.trees import Element, local_name

_ASIDE = frozenset({"cite", "time", "script", "style", "head"})


def read(root: Element) -> Reading:
    """The paragraphs of a page in its order.

    Raises:
        TranscriptError: `transcript.html` where it has none: an error's page, or a player's.
    """
    problems: list[Problem] = []
    timed: list[TimedText] = []
    untimed: list[tuple[int, str, str | None]] = []
    speaker: str | None = None
    start_ms: int | None = None
    for element in root.iter("cite", "time", "p"):
        text = clean("".join(_words(element)))
        line = int(element.sourceline or 1)
        match local_name(element):
            case "cite":
                speaker = text or None
            case "time":
                start_ms = parse_time(text)
                if start_ms is None:
                    problems.append(Problem.at(line, LINE_TIME, text))
            case _ if text:
                start_ms, speaker = _inside(element, start_ms, speaker)
                untimed.append((line, text, speaker))
                if start_ms is not None:
                    timed.append(TimedText(line, start_ms, start_ms, text, text, speaker))
    if not untimed:
        raise TranscriptError("transcript.html")
    if not timed:
        return prose.untimed(untimed)
    return Reading(tuple(_together(timed)), tuple(problems), has_ends=False)


def _inside(element: Element, start_ms: int | None, speaker: str | None) -> tuple[int | None, str | None]:
    """The time and the speaker of a paragraph that has them inside."""
    for child in element.iter("cite", "time"):
        text = clean("".join(child.itertext()))
        if local_name(child) == "cite":
            speaker = text or speaker
        else:
            inner_ms = parse_time(text)
            start_ms = start_ms if inner_ms is None else inner_ms
    return start_ms, speaker


def _words(element: Element) -> Iterator[str]:
    """The text of an element without what is said apart."""
    stack: list[Element | str] = [element]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            yield one
            continue
        inside: list[Element | str] = [one.text or ""] if isinstance(one.tag, str) else []
        for child in one:
            if local_name(child) not in _ASIDE:
                inside.append(child)
            inside.append(f" {child.tail or ''}" if local_name(child) in _ASIDE | {"br"} else child.tail or "")
        stack += reversed(inside)


def _together(timed: list[TimedText]) -> Iterator[TimedText]:
    """Paragraphs under one time and by one speaker as one."""
    parts: list[TimedText] = []
    for one in timed:
        if parts and (one.start_ms, one.speaker) != (parts[0].start_ms, parts[0].speaker):
            yield _one(parts)
            parts = []
        parts.append(one)
    yield _one(parts)


def _one(parts: list[TimedText]) -> TimedText:
    first = parts[0]
    text = "\n".join(part.text for part in parts)
    return TimedText(first.line, first.start_ms, first.end_ms, text, first.source, first.speaker)
