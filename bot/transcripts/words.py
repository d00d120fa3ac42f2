"""Times of single words: from pieces of a text or from a list of words to offsets in the text."""

from collections.abc import Iterable
from dataclasses import replace

from bot.model import WordTimes
from bot.transcripts.transcript import TimedText, clean

SEARCHED_CHARS = 200
"""How far behind the word before it a word is looked for: lists leave words out, and repeat others."""


def joined(pieces: Iterable[tuple[str, int | None]]) -> tuple[str, WordTimes]:
    """The pieces as one clean text, and where those with a time begin in it.

    Args:
        pieces: each a stretch of text, white space included, and when it begins in ms, if that is known.
    """
    parts: list[str] = []
    words: list[tuple[int, int]] = []
    length = 0
    gap = False
    for raw, start_ms in pieces:
        text = clean(raw)
        gap = gap or _is_blank(raw[:1])
        if not text:
            gap = gap or bool(raw)
            continue
        if gap and length:
            parts.append(" ")
            length += 1
        if start_ms is not None:
            words.append((length, start_ms))
        parts.append(text)
        length += len(text)
        gap = _is_blank(raw[-1])
    return "".join(parts), tuple(words)


def placed(text: str, words: Iterable[tuple[str, int]]) -> WordTimes:
    """Where words that were listed apart from their text stand in it; one that is not found is passed over.

    Args:
        text: clean.
        words: in order, each with when it begins in ms.
    """
    found: list[tuple[int, int]] = []
    position = 0
    for raw, start_ms in words:
        word = clean(raw)
        offset = text.find(word, position, position + SEARCHED_CHARS + len(word)) if word else -1
        if offset >= 0:
            found.append((offset, start_ms))
            position = offset + len(word)
    return tuple(found)


def sound(timed: TimedText) -> TimedText:
    """The text without those of its words' times that cannot be: outside of it, or before the word above.

    One word that is not at its beginning says enough; a single one at its beginning says nothing.
    """
    kept: list[tuple[int, int]] = []
    offset, start_ms = -1, timed.start_ms
    for place, word_ms in timed.words:
        if offset < place < len(timed.text) and start_ms <= word_ms < timed.end_ms:
            kept.append((place, word_ms))
            offset, start_ms = place, word_ms
    return replace(timed, words=() if kept == [(0, timed.start_ms)] else tuple(kept))


def _is_blank(char: str) -> bool:
    return bool(char) and not clean(char)
