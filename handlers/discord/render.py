"""Replies as Discord messages: pure, but for the view, which discord.py makes inside a running loop only.

A reply is one embed and its buttons. Transcripts and queries are other people's words: every character that Discord
reads as markup, mention or link is escaped. Context is plain, as Discord has no grey; what matched is bold and
stands in 「」 besides.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final
from urllib.parse import quote

import discord

from handlers.columns import ELLIPSIS, clean
from handlers.excerpt import Line, Run, Style
from handlers.messages import Action, Button, Reply

# All from https://discord.com/developers/docs, 2026: resources/message (content, embed limits), components/reference
# (buttons), interactions/application-commands (descriptions, choices). Lengths are counted in UTF-16 units here:
# Discord does not say in what it counts, and these are never fewer than its characters.
CONTENT_CHARS: Final = 2000
TITLE_CHARS: Final = 256
DESCRIPTION_CHARS: Final = 4096
FOOTER_CHARS: Final = 2048
EMBED_CHARS_IN_ALL: Final = 6000
LABEL_CHARS: Final = 80
CUSTOM_ID_CHARS: Final = 100
BUTTON_URL_CHARS: Final = 512
BUTTONS_A_ROW: Final = 5
ROWS: Final = 5
COMMAND_DESCRIPTION_CHARS: Final = 100
MODAL_TITLE_CHARS: Final = 45
FIELD_LABEL_CHARS: Final = 45
CHOICES: Final = 25
PLACEHOLDER_CHARS: Final = 150
CHOICE_CHARS: Final = 100

ACCENT: Final = 0x3B7A57
"""The bar beside what was found, so that it stands out among what people write; a refusal has none."""

NO_MENTIONS: Final = discord.AllowedMentions.none()
"""Nobody is called by what this bot says."""

_MARKUP = re.compile(
    r"""
    [\\*_~`|<>@#\[\]]               # styles, code, spoilers, quotes, mentions, headers, masked links
    | : (?= / | $ )                 # an address
    | (?: (?<=\d) | ^ ) \. (?= \s | $ )    # a numbered list
    | (?: (?<=\s) | ^ ) [-+] (?= \s | $ )  # a list
    """,
    re.VERBOSE,
)
"""What Discord may read as markup. A run may begin a line, or go on where the one before it ended, so both its ends
count as either."""
_NAMED = re.compile(r"discord:(?P<id>[0-9]{1,20})")
_ARROWS = {"<": ("\u25c0\ufe0e ", ""), ">": ("", " \u25b6\ufe0e")}
"""As text, not as emoji."""
_VERSION = "n1"
_CUSTOM_ID = re.compile(
    rf"{_VERSION}:(?P<action>[a-z]{{1,16}}):(?P<id>[0-9A-Za-z_-]{{0,64}}):(?P<position>[0-9]{{1,9}})"
)
_WEB_ADDRESS = re.compile(r"https?://([a-z0-9-]+\.)+[a-z0-9-]+(:[0-9]{1,5})?([/?#][!-~]*)?", re.IGNORECASE)
"""For another host Discord refuses the whole message: https://github.com/discordjs/discord.js/issues/7438."""
_SENTENCE_ENDS = "。！？!?…"
_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)

Spell = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Carried:
    """What a pressed button carries."""

    action: Action
    id: str
    position: int


@dataclass(frozen=True, slots=True)
class Face:
    """A button as Discord shows it: one that presses has a `custom_id`, one that leads somewhere a `url`."""

    label: str
    custom_id: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu as Discord shows it.

    Attributes:
        custom_id: what its choices carry but for the position, which is their value.
        placeholder: what it says before something is chosen.
        options: positions by what they open.
    """

    custom_id: str
    placeholder: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message: an embed, a menu, and its buttons, in order."""

    embed: discord.Embed
    faces: tuple[Face, ...] = ()
    menu: Menu | None = None

    def view(self) -> discord.ui.View | None:
        """The menu in a row of its own and the buttons, five a row, for discord.py; to be called in a running loop.

        The view is stopped: what a button does stands in its custom_id, so the library need not remember it.
        """
        if not (self.faces or self.menu):
            return None
        view = discord.ui.View(timeout=None)
        first = 0
        if self.menu is not None:
            options = [discord.SelectOption(label=label, value=value) for label, value in self.menu.options]
            view.add_item(
                discord.ui.Select(
                    custom_id=self.menu.custom_id, placeholder=self.menu.placeholder, options=options, row=0
                )
            )
            first = 1
        for nth, face in enumerate(self.faces):
            row = first + nth // BUTTONS_A_ROW
            view.add_item(discord.ui.Button(label=face.label, custom_id=face.custom_id, url=face.url, row=row))
        view.stop()
        return view


# ---------------------------------------------------------------- replies


def rendered(reply: Reply, note: str = "") -> Rendered:
    """A reply as one embed, whatever does not fit cut at the end of a sentence or at least of a character.

    Args:
        reply: of `handlers.reply`.
        note: said below it.
    """
    lines, links = _apart(reply)
    title = _title(lines, reply)
    footer = trimmed(clean(note), FOOTER_CHARS)
    room = min(DESCRIPTION_CHARS, EMBED_CHARS_IN_ALL - units(title) - units(footer))
    colour = None if reply.refuses else ACCENT
    embed = discord.Embed(title=title or None, description=_text(lines[1:] if title else lines, room), colour=colour)
    if footer:
        embed.set_footer(text=footer)
    if title and (link := _address(reply.link)) is not None:
        # Also what keeps embeds apart: Discord shows those of one message that share an address as one.
        embed.url = link
    if (picture := _address(reply.picture)) is not None and picture.startswith("https://"):
        embed.set_thumbnail(url=picture)
    menu = _menu(reply)
    return Rendered(embed, _faces(reply, links, menu), menu)


def heading(text: str) -> str:
    """A line above an embed."""
    return trimmed(clean(text), CONTENT_CHARS, escaped)


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def escaped(text: str) -> str:
    """The text on one line, so that Discord shows it as it is: it does that to any mark behind a backslash."""
    return _MARKUP.sub(r"\\\g<0>", clean(text))


def trimmed(text: str, room: int, spell: Spell = str) -> str:
    """The text as `spell` writes it, cut with an ellipsis where it is longer than `room` UTF-16 units.

    It is cut behind a sentence if one ends in the second half of what fits, else between two characters as a reader
    sees them, never through one.
    """
    if units(spell(text)) <= room:
        return spell(text)
    ends = list(accumulate(map(len, clusters(text)), initial=0))
    fitting = bisect_right(ends, room - units(ELLIPSIS), key=lambda end: units(spell(text[:end]))) - 1
    if fitting < 1:
        return ELLIPSIS[:room]
    half = ends[fitting // 2]
    kept = text[: ends[fitting]]
    behind_sentence = max(map(kept.rfind, _SENTENCE_ENDS)) + 1
    return spell(kept[:behind_sentence] if behind_sentence > half else kept) + ELLIPSIS


def clusters(text: str) -> Iterator[str]:
    """What a reader takes for one character each: a letter with its marks, an emoji with what is joined to it.

    After the grapheme clusters of https://www.unicode.org/reports/tr29/, without conjoining jamo and with any two
    flags taken for a pair.
    """
    start = 0
    for position in range(1, len(text)):
        if not _goes_on(text, start, position):
            yield text[start:position]
            start = position
    if text:
        yield text[start:]


def _goes_on(text: str, start: int, position: int) -> bool:
    """Whether the character at this position belongs to the cluster that began at `start`."""
    letter, before = text[position], text[position - 1]
    if _JOINER in (letter, before) or ord(letter) in _SKIN_TONES:
        return True
    if _is_flag_half(letter) and _is_flag_half(before):
        return (position - start) % 2 == 1
    return unicodedata.category(letter) in ("Mn", "Me", "Mc")


def _is_flag_half(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def _apart(reply: Reply) -> tuple[list[Line], list[Face]]:
    """The lines, an empty one between paragraphs, without the runs that only lead somewhere; and where these lead."""
    lines: list[Line] = []
    links: list[Face] = []
    for paragraph in reply.paragraphs:
        kept = []
        for line in paragraph:
            links += [face for run in line if not run.inline and (face := _link(run))]
            words = tuple(run for run in line if run.link is None or run.inline)
            if words:
                kept.append(words)
        if kept:
            lines += [(), *kept] if lines else kept
    return lines, links


def _link(run: Run) -> Face | None:
    """The button for a run that leads somewhere; None where it does not, or Discord would refuse the address."""
    address = _address(run.link)
    return None if address is None else Face(trimmed(run.text, LABEL_CHARS), url=address)


def _address(link: str | None) -> str | None:
    """A link as Discord takes it; None where it would not."""
    address = quote(link, safe="".join(map(chr, range(0x21, 0x7F)))) if link else ""
    return address if _WEB_ADDRESS.fullmatch(address) and len(address) <= BUTTON_URL_CHARS else None


def _title(lines: Sequence[Line], reply: Reply) -> str:
    """The first line of a reply of several parts; empty where it is no title, or too long for one."""
    if not lines or not (len(reply.paragraphs) > 1 or reply.buttons):
        return ""
    title = "".join(escaped(run.text) for run in lines[0])
    return title if units(title) <= TITLE_CHARS else ""


def _text(lines: Sequence[Line], room: int) -> str:
    """The lines as Markdown, as many as there is room for; the last one cut."""
    shown: list[str] = []
    for line in lines if any(lines) else ():
        text = "".join(map(_marked, line))
        left = room - sum(units(each) + 1 for each in shown)
        if units(text) > left:
            shown.append(_cut(line, left))
            break
        shown.append(text)
    return "\n".join(shown).strip("\n")


def _cut(line: Line, room: int) -> str:
    """As much of a line as there is room for, in plain text."""
    return trimmed("".join(run.text for run in line), room, escaped) if room > 0 else ""


def _marked(run: Run) -> str:
    if run.instant is not None:
        # Each client shows it in its own zone and language: the API's reference, "Message Formatting".
        return f"<t:{int(run.instant.at.timestamp())}:{'R' if run.instant.is_distance else 'F'}>"
    if person := _NAMED.fullmatch(run.person):
        return f"<@{person['id']}>"
    if channel := _NAMED.fullmatch(run.channel):
        return f"<#{channel['id']}>"
    text = escaped(run.text)
    if address := _address(run.link):
        # A bracket of the address would end it.
        return f"[{text}]({address.replace('(', '%28').replace(')', '%29')})"
    return f"**{text}**" if run.style is Style.STRONG and text.strip() else text


# ---------------------------------------------------------------- buttons


def _menu(reply: Reply) -> Menu | None:
    """The hits of a page to choose from: a number on a button says nothing of what it opens."""
    choices = {each.position: each for each in reversed(reply.buttons) if each.line}
    if len(choices) <= 1:
        return None
    offered = list(reversed(choices.values()))[:CHOICES]
    carries = custom_id(Carried(offered[0].action, offered[0].id, 0)).removesuffix("0")
    options = tuple((trimmed(each.line, CHOICE_CHARS), str(each.position)) for each in offered)
    return Menu(carries, trimmed(reply.choose, PLACEHOLDER_CHARS), options)


def _faces(reply: Reply, links: Sequence[Face], menu: Menu | None) -> tuple[Face, ...]:
    """The buttons of a reply and its links; no two with the same custom_id, and no more than there are places.

    What is a mere number stands in the menu.
    """
    pressed = {
        custom_id(Carried(each.action, each.id, each.position)): _label(each)
        for each in reversed(reply.buttons)
        if menu is None or not (each.line and each.label == each.key)
    }
    own = [Face(label, key) for key, label in reversed(pressed.items()) if len(key) <= CUSTOM_ID_CHARS]
    most = BUTTONS_A_ROW * (ROWS if menu is None else ROWS - 1)
    return tuple([*own[: most - len(links)], *links][:most])


def _label(button: Button) -> str:
    """What stands on a button: those that go back and forth have an arrow beside their words."""
    before, behind = _ARROWS.get(button.key, ("", ""))
    return f"{before}{trimmed(button.label, LABEL_CHARS - len(before) - len(behind))}{behind}"


def relabelled(message: discord.Message, buttons: Sequence[Button]) -> discord.ui.View:
    """What stands below a message with these buttons saying something else; to be called in a running loop."""
    labels = {custom_id(Carried(each.action, each.id, each.position)): _label(each) for each in buttons}
    view = discord.ui.View.from_message(message, timeout=None)
    for item in view.children:
        if isinstance(item, discord.ui.Button) and item.custom_id in labels:
            item.label = labels[item.custom_id]
    view.stop()
    return view


def custom_id(carried: Carried) -> str:
    """What a button carries, such as `n1:open:abc123:4`: the version of this form, action, id and position."""
    return f"{_VERSION}:{carried.action.value}:{carried.id}:{carried.position}"


def carried_by(data: object) -> Carried | None:
    """What a pressed button, a choice from a menu or a form that was filled in carries; None as `read_custom_id`.

    Args:
        data: of the interaction, as Discord tells it.
    """
    told: Any = data
    [chosen, *_] = told.get("values") or [""]
    return read_custom_id(f"{told.get('custom_id')}{chosen}")


def read_custom_id(text: str) -> Carried | None:
    """What `custom_id` wrote; None for anything else, such as what a later version wrote."""
    found = _CUSTOM_ID.fullmatch(text)
    if found is None or found["action"] not in set(Action):
        return None
    return Carried(Action(found["action"]), found["id"], int(found["position"]))
