"""Tags, voices and entities inside the text of a cue."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from bot.transcripts.transcript import Reading, TimedText, clean

_TAG = re.compile(r"</?[A-Za-z0-9][^<>]*>|</?>|\{\\[^{}]*\}")
"""Of SRT and WebVTT, times inside the text included, and the overrides that players of SRT took from ASS. Each
alternative stops at the next bracket, so that the search stays linear on whatever it is given."""
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:[ \t\n]([^<>]*))?>")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def without_tags(reading: Reading) -> Reading:
    """The texts without tags, entities decoded."""
    return replace(reading, timed=tuple(replace(timed, text=plain(timed.text)) for timed in reading.timed))


def with_voices(reading: Reading) -> Reading:
    """The texts without tags, entities decoded, and their speakers; a cue of several voices becomes one of each."""
    return replace(reading, timed=tuple(voice for timed in reading.timed for voice in _voices(timed)))


def plain(text: str) -> str:
    """The text on one line without tags, its entities decoded."""
    return clean(_ENTITY.sub(lambda match: html.unescape(match[0]), _TAG.sub("", text)))


def _voices(timed: TimedText) -> Iterator[TimedText]:
    # re.split keeps the captured names: text, name, text, name, text ...
    parts: list[str | None] = [None, *_VOICE.split(timed.text)]
    for speaker, text in zip(parts[::2], parts[1::2], strict=True):
        if words := plain(text or ""):
            yield replace(timed, text=words, speaker=plain(speaker or "") or None)
