"""How wide text is, and how it is cut and wrapped: Han characters count two columns, and words stay whole."""

import re
import unicodedata

ELLIPSIS = "…"
_WIDE = frozenset("WFA")
"""Wide, full-width and ambiguous (Unicode Standard Annex 11): the last are wide in a CJK terminal, so no line that
fits by this count is ever too long."""
_WEIGHTLESS = frozenset(("Mn", "Me", "Cf"))
_UNSAFE = frozenset(("Cc", "Cs", "Co", "Cn", "Zl", "Zp"))
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the order of what follows around."""
_OPENING = "「『（《〈【"
_CLOSING = "」』）》〉】，。、；：？！…"
_PAUSES = frozenset(" 　，。、；：？！…")
NEAR_PAUSE = 6
"""Characters that a cut goes back to a pause: a second and a half of speech."""
_TOKEN = re.compile(rf"[{_OPENING}]*(?:[!-~\u00a1-\u024f]+|\S|\s)(?:\s*[{_CLOSING}])*\s*")


def columns(text: str) -> int:
    """How many columns of a terminal the text takes at most."""
    return sum(map(_width, text))


def clean(text: str) -> str:
    """The text on one line without what a terminal or a chat would obey instead of show.

    Character by character, so that offsets into the text still hold: white space of any kind becomes a space, and
    control characters, lone surrogates and marks that reverse the direction of writing become U+FFFD.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_safe, text))


def head_within(text: str, room: int) -> int:
    """How many characters from the beginning fit into this many columns, without half a Latin word."""
    taken = used = 0
    for letter in text:
        used += _width(letter)
        if used > room:
            break
        taken += 1
    return _word_end(text, taken)


def tail_within(text: str, room: int) -> int:
    """How many characters from the end fit into this many columns, without half a Latin word."""
    return head_within(text[::-1], room)


def head_to_pause(text: str, room: int) -> int:
    """As `head_within`, but no further than to a pause where there is one near: half a clause reads like none."""
    taken = head_within(text, room)
    if taken == len(text):
        return taken
    nearest = range(taken, max(taken - NEAR_PAUSE, 0) - 1, -1)
    pause = next((at for at in nearest if text[at] in _PAUSES), taken)
    return pause if not _PAUSES.issuperset(text[:pause]) else taken


def tail_from_pause(text: str, room: int) -> int:
    """As `tail_within`, but no further back than to a pause where there is one near."""
    return head_to_pause(text[::-1], room)


def shortened(text: str, room: int) -> str:
    """The text, cut with an ellipsis where it is wider than this many columns."""
    if columns(text) <= room:
        return text
    taken = 0
    used = columns(ELLIPSIS)
    while (used := used + _width(text[taken])) <= room:
        taken += 1
    return text[:taken].rstrip() + ELLIPSIS


def wrapped(text: str, width: int) -> list[tuple[int, int]]:
    """The lines, as `[start, end)` offsets, of a text in a terminal of this width.

    Lines break between Han characters and between Latin words, and none begins with a closing mark. A word that is
    wider than the terminal, such as a link, stays whole: it can then still be copied.
    """
    lines = []
    start = used = 0
    for token in _TOKEN.finditer(text):
        if used and used + columns(token.group().rstrip()) > width:
            lines.append((start, token.start()))
            start, used = token.start(), 0
        used += columns(token.group())
    return [*lines, (start, len(text))]


def _width(letter: str) -> int:
    if unicodedata.category(letter) in _WEIGHTLESS:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in _WIDE else 1


def _safe(letter: str) -> str:
    if letter.isspace():
        return " "
    return "\ufffd" if letter in _BIDI or unicodedata.category(letter) in _UNSAFE else letter


def _word_end(text: str, position: int) -> int:
    """The last place up to `position` that is in no Latin word; `position` itself where the word fills all of it."""
    cut = position
    while 0 < cut < len(text) and _is_latin(text[cut - 1]) and _is_latin(text[cut]):
        cut -= 1
    return cut or position


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
