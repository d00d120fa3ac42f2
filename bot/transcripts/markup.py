"""Tags, voices, times and entities inside the text of a cue."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from bot.transcripts.times import parse_time
from bot.transcripts.transcript import Reading, TimedText, clean
from bot.transcripts.words import joined

_TAG = re.compile(r"</?[A-Za-z0-9][^<>]*>|</?>|\{\\[^{}]*\}")
"""Of SRT and WebVTT, times inside the text included, and the overrides that players of SRT took from ASS. Each
alternative stops at the next bracket, so that the search stays linear on whatever it is given."""
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:[ \t\n]([^<>]*))?>")
_TIME = re.compile(r"<([0-9]{1,4}:[0-9:]{2,6}[.,][0-9]{1,3})>")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def without_tags(reading: Reading) -> Reading:
    """The texts without tags, entities decoded."""
    return replace(reading, timed=tuple(replace(timed, text=plain(timed.text)) for timed in reading.timed))


def with_voices(reading: Reading) -> Reading:
    """The texts without tags, entities decoded, with speakers and the times of words.

    A cue of several voices becomes one of each.
    """
    return replace(reading, timed=tuple(voice for timed in reading.timed for voice in _voices(timed)))


def plain(text: str) -> str:
    """The text on one line without tags, its entities decoded."""
    return clean(_decoded(text))


def _decoded(text: str) -> str:
    if "<" in text or "{" in text:
        text = _TAG.sub("", text)
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text


def _voices(timed: TimedText) -> Iterator[TimedText]:
    # re.split keeps the captured names: text, name, text, name, text ...
    parts: list[str | None] = [None, *_VOICE.split(timed.text)]
    for speaker, text in zip(parts[::2], parts[1::2], strict=True):
        words, times = joined(_pieces(text or "", timed.start_ms))
        if words:
            yield replace(timed, text=words, speaker=plain(speaker or "") or None, words=times)


def _pieces(text: str, start_ms: int) -> Iterator[tuple[str, int | None]]:
    """The text between times, each with the time before it; the first with the cue's own where there are any."""
    first, *rest = _TIME.split(text)
    yield _decoded(first), start_ms if rest else None
    for time, piece in zip(rest[::2], rest[1::2], strict=True):
        yield _decoded(piece), parse_time(time)
