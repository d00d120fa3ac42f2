"""Replies as Telegram shows them: HTML and inline keyboards. Pure; the limits of the platform stand here."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from typing import Final
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.columns import ELLIPSIS, clean
from handlers.excerpt import Line, Run, Style
from handlers.messages import Action, Button, Quoted, Reply

MAX_TEXT_UNITS: Final = 4096
"""UTF-16 units of a message after its markup was read; https://core.telegram.org/bots/api#sendmessage."""
MAX_MESSAGES: Final = 5
"""Of one answer: what does not fit into them is cut. A chat may be written into about once a second."""
MAX_DATA_BYTES: Final = 64
"""https://core.telegram.org/bots/api#inlinekeyboardbutton, `callback_data`."""
MAX_NOTICE_UNITS: Final = 200
"""https://core.telegram.org/bots/api#answercallbackquery, `text`."""
MAX_MENU_DESCRIPTION_UNITS: Final = 256
"""https://core.telegram.org/bots/api#botcommand, `description`."""
MAX_INLINE_RESULTS: Final = 50
"""https://core.telegram.org/bots/api#answerinlinequery, `results`."""
MAX_COPY_UNITS: Final = 256
"""https://core.telegram.org/bots/api#copytextbutton, `text`."""
MAX_SOURCE_UNITS: Final = 100
"""Of a copied text what says where it is from: show, episode and time, of which the first two have 24 columns."""
MAX_URL_CHARS: Final = 2000
"""Of a button or a picture: longer ones are refused, and with them all that they are sent with."""

LONG_CONTEXT_UNITS: Final = 90
"""Four lines of a phone: a longer quotation is folded, and shows three."""
BUTTONS_A_ROW: Final = 5
"""Numbers stand beside each other as long as a thumb hits them; words get half a row."""
NUMBER_LABEL_CHARS: Final = 2
WORDS_A_ROW: Final = 2
MARK: Final = "n1"
"""Tells our buttons, and the version of what they carry."""

_SHORTEST_CUT_UNITS: Final = 40
_SENTENCE_END: Final = re.compile(r"[。！？!?…][」』）)\"'”’]*|\.(?=\s)|\n")
_MENTION: Final = re.compile(r"@(?=\w)")
_JOINER: Final = "\u2060"
"""Word joiner: invisible, and what follows is no mention any more."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What one message shows; `keyboard` is None where there is nothing to press."""

    html: str
    keyboard: InlineKeyboardMarkup | None = None


def screen(reply: Reply, extra: Sequence[InlineKeyboardButton] = ()) -> Screen:
    """A reply as one message, with these buttons of Telegram's own kinds below its own."""
    return Screen(html_of(reply), keyboard(reply.buttons, extra))


def screens(reply: Reply, extra: Sequence[InlineKeyboardButton] = ()) -> Sequence[Screen]:
    """A reply as one message, or as several where it is longer: cut between lines, or else sentences.

    What can be pressed stands below the last.
    """
    *firsts, last = _parts([[_safe(line) for line in lines] for lines in reply.paragraphs])
    return (*(Screen(_html(each)) for each in firsts), Screen(_html(last), keyboard(reply.buttons, extra)))


def html_of(reply: Reply, max_units: int = MAX_TEXT_UNITS) -> str:
    """A reply's text in Telegram's HTML, shortened until it shows `max_units` UTF-16 units at most."""
    return _html([[_safe(line) for line in lines] for lines in reply.paragraphs], max_units)


def _html(paragraphs: "Paragraphs", max_units: int = MAX_TEXT_UNITS) -> str:
    return "\n\n".join("\n".join(_blocks(lines)) for lines in _fitting(paragraphs, max_units) if lines)


def units(text: str) -> int:
    """The length of a text in UTF-16 units, as Telegram counts."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def cut(text: str, max_units: int) -> str:
    """The text, or as much of it as fits with an ellipsis: up to the end of a sentence if one is in its second half."""
    if units(text) <= max_units:
        return text
    return text[: _end_within(text, max_units - units(ELLIPSIS))].rstrip() + ELLIPSIS


def _end_within(text: str, room: int) -> int:
    """How much of a text that is longer fits into so many units, up to the end of a sentence if that is not half."""
    length = taken = 0
    while (taken := taken + units(text[length])) <= room:
        length += 1
    ends = [found.end() for found in _SENTENCE_END.finditer(text, 0, length) if found.end() > length // 2]
    return ends[-1] if ends else length


def packed(button: Button) -> str:
    """What a button carries: action, id and position, and never what was searched for.

    Raises:
        ValueError: it is longer than 64 bytes, which no id of ours makes it.
    """
    data = f"{MARK}:{button.action.value}:{button.id}:{button.position}"
    if len(data.encode()) > MAX_DATA_BYTES:
        raise ValueError(data)
    return data


def unpacked(data: str) -> tuple[Action, str, int] | None:
    """What `packed` packed, or None where this is none of ours: an older version's, or forged."""
    mark, _, rest = data.partition(":")
    parts = rest.split(":")
    if mark != MARK or len(parts) != 3 or not re.fullmatch(r"[0-9]{1,9}", parts[2]):  # noqa: PLR2004 - as packed
        return None
    action = next((each for each in Action if each.value == parts[0]), None)
    return None if action is None else (action, parts[1], int(parts[2]))


def keyboard(buttons: Sequence[Button], extra: Sequence[InlineKeyboardButton] = ()) -> InlineKeyboardMarkup | None:
    """Buttons in rows: numbers beside each other, words two to a row."""
    rows = []
    for is_number, group in groupby(buttons, lambda button: len(button.label) <= NUMBER_LABEL_CHARS):
        keys = [InlineKeyboardButton(button.label, callback_data=packed(button)) for button in group]
        width = BUTTONS_A_ROW if is_number else WORDS_A_ROW
        rows += [keys[start : start + width] for start in range(0, len(keys), width)]
    rows += [list(extra[start : start + WORDS_A_ROW]) for start in range(0, len(extra), WORDS_A_ROW)]
    return InlineKeyboardMarkup(rows) if rows else None


def checked_link(url: str | None) -> str | None:
    """The address if it is one of the web, None otherwise."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def reachable_link(url: str | None) -> str | None:
    """The address if Telegram takes it for a button or a picture: one wrong address has a whole answer refused."""
    link = checked_link(url)
    host = (urlsplit(link).hostname or "") if link else ""
    fits = link is not None and len(link) <= MAX_URL_CHARS and link.isascii() and not re.search(r"\s", link)
    return link if fits and re.fullmatch(r"([a-z0-9_-]+\.)+[a-z][a-z0-9-]+", host) else None


def copied(quoted: Quoted) -> str:
    """What is put into the clipboard: the quote, up to the end of a sentence if it is long, and where it is from."""
    source = cut(quoted.source, MAX_SOURCE_UNITS)
    return f"「{cut(quoted.words, MAX_COPY_UNITS - units(source) - 3)}」 {source}"


def plain(line: Line) -> str:
    """A line where there is no markup, such as in a list of inline results."""
    return "".join(run.text for run in line)


def _safe(line: Line) -> Line:
    """A line without what Telegram would obey instead of show: quoted people are not called, links lead to the web."""
    return tuple(
        replace(run, text=_MENTION.sub(f"@{_JOINER}", clean(run.text)), link=checked_link(run.link)) for run in line
    )


Paragraphs = list[list[Line]]


def _fitting(paragraphs: Paragraphs, max_units: int) -> Paragraphs:
    """The paragraphs with their longest runs cut, and lines left out from the end where that is not enough."""
    while (excess := _shown_units(paragraphs) - max_units) > 0:
        runs = [run for lines in paragraphs for line in lines for run in line]
        longest = max(runs, key=lambda run: units(run.text), default=Run(""))
        room = max(units(longest.text) - excess, _SHORTEST_CUT_UNITS)
        if units(longest.text) > _SHORTEST_CUT_UNITS:
            shorter = replace(longest, text=cut(longest.text, room))
            paragraphs = [[_exchanged(line, longest, shorter) for line in lines] for lines in paragraphs]
        else:
            paragraphs = [*paragraphs[:-1], paragraphs[-1][:-1]] if paragraphs[-1] else paragraphs[:-1]
    return paragraphs


def _parts(paragraphs: Paragraphs) -> Sequence[Paragraphs]:
    """The paragraphs as the messages that show them; what is too much for all of them stands in the last."""
    parts: list[Paragraphs] = [[]]
    for lines in paragraphs:
        parts[-1].append([])
        for piece in (each for line in lines for each in _pieces(line)):
            *whole, begun = parts[-1]
            if len(parts) < MAX_MESSAGES and _shown_units([*whole, [*begun, piece]]) > MAX_TEXT_UNITS:
                parts.append([[]])
            parts[-1][-1].append(piece)
    return parts


def _pieces(line: Line) -> Iterator[Line]:
    """A line that is longer than a message in pieces that are not, cut at the ends of sentences."""
    room = MAX_TEXT_UNITS - 2
    piece: list[Run] = []
    for whole in line:
        run = whole
        while units(run.text) > (left := room - sum(units(each.text) for each in piece)):
            end = _end_within(run.text, left)
            yield (*piece, replace(run, text=run.text[:end].rstrip()))
            piece, run = [], replace(run, text=run.text[end:].lstrip())
        piece.append(run)
    yield tuple(piece)


def _exchanged(line: Line, old: Run, new: Run) -> Line:
    return tuple(new if run is old else run for run in line)


def _shown_units(paragraphs: Paragraphs) -> int:
    lines = [line for paragraph in paragraphs for line in paragraph]
    breaks = len(lines) + len(paragraphs)
    return breaks + sum(units(run.text) for line in lines for run in line)


def _blocks(lines: Sequence[Line]) -> Iterator[str]:
    """The lines of a paragraph; consecutive lines of nothing but context are one quotation."""
    for is_context, group in groupby(lines, _is_context):
        block = list(group)
        text = "\n".join("".join(map(_run, line)) for line in block)
        if is_context:
            is_long = sum(units(run.text) for line in block for run in line) > LONG_CONTEXT_UNITS
            text = f"<blockquote{' expandable' if is_long else ''}>{text}</blockquote>"
        yield text


def _is_context(line: Line) -> bool:
    return bool(line) and all(run.style is Style.DIM for run in line)


def _run(run: Run) -> str:
    text = escape(run.text)
    if run.instant is not None:
        # Shown in each reader's own zone and language, and as it is by older clients:
        # https://core.telegram.org/bots/api#date-time-entity-formatting.
        how = "r" if run.instant.is_distance else "wDt"
        text = f'<tg-time unix="{int(run.instant.at.timestamp())}" format="{how}">{text}</tg-time>'
    if run.link:
        text = f'<a href="{escape(run.link)}">{text}</a>'
    return f"<b>{text}</b>" if run.style is Style.STRONG else text
