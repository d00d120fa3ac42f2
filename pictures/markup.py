"""What people see of Discord's Markdown and of Telegram's HTML, as HTML of ours: every character of text is escaped.

Discord's Markdown is CommonMark but for its styles: those begin and end anywhere, also between Han characters, where
CommonMark asks for spaces or punctuation, and `__` underlines.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from html import escape
from html.parser import HTMLParser
from typing import Final

from babel.dates import format_date
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markupsafe import Markup

from handlers.locale import words_for
from pictures.stage import NOW, ZONE

_STYLES: Final = (("**", "strong"), ("__", "u"), ("~~", "s"), ("*", "em"), ("_", "em"))
_SHOWN: Final = frozenset(("heading", "list", "blockquote", "fence", "escape", "newline", "backticks", "link"))

_TELEGRAM_TAGS: Final = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "u": "u", "ins": "u", "s": "s", "strike": "s",
    "del": "s", "code": "code", "pre": "pre", "a": "a", "blockquote": "blockquote", "tg-spoiler": "span",
    "tg-time": "span",
}  # fmt: skip
"""https://core.telegram.org/bots/api#html-style"""

_INSTANT: Final = re.compile(r"<t:(?P<unix>[0-9]{1,12}):(?P<how>[FR])>")
"""https://discord.com/developers/docs/reference#message-formatting"""
_AS_IT_IS: Final = frozenset(("a", "code", "pre"))
_BOT_COMMAND: Final = re.compile(r"(?<![\w/<&;])/[A-Za-z0-9_]{1,32}(?![\w/])")
"""Telegram makes a link of each, which sends the one word when it is pressed."""


def discord_text(markdown: str) -> Markup:
    """The Markdown of a message or of an embed's description."""
    # Spaces are kept as they are: a line break of the source would be a second one.
    return Markup(_reader().render(markdown).replace("<br>\n", "<br>"))  # noqa: S704 - the reader escapes all but its own tags


def discord_line(markdown: str) -> Markup:
    """The Markdown of one line, such as an embed's title."""
    return Markup(_reader().renderInline(markdown))  # noqa: S704 - as above


def telegram_text(html: str) -> Markup:
    """Telegram's HTML.

    Raises:
        ValueError: a tag that Telegram does not take, or one that is not closed.
    """
    reader = _TelegramReader()
    reader.feed(str(html))  # as it is: Markup would escape what is put into it
    reader.close()
    if reader.open_tags:
        raise ValueError(reader.open_tags)
    text = "".join(reader.parts)
    # A quotation is a block: the line breaks beside it are its own ends.
    return Markup(re.sub(r"<br>(?=<blockquote)|(?<=</blockquote>)<br>", "", text))  # noqa: S704 - escaped piece by piece


def plain(html: str) -> str:
    """The words of HTML, its blocks and lines apart by ` / `: what a picture's description can say."""
    reader = _PlainReader()
    reader.feed(str(html))  # as it is: Markup would escape what is put into it
    reader.close()
    return " / ".join(line.strip() for line in "".join(reader.parts).split("\n") if line.strip())


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"html": False, "breaks": True}).enable(_SHOWN)
    reader.inline.ruler.after("escape", "style", _style)
    reader.inline.ruler.after("style", "instant", _instant)
    return reader


def _instant(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
    """A rule of markdown-it: an instant, as a client in the zone of the scenes and in Chinese shows it."""
    found = _INSTANT.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        at = datetime.fromtimestamp(int(found["unix"]), ZONE)
        is_distance = found["how"] == "R"
        token = state.push("text", "", 0)
        token.content = (
            words_for("zh-TW").ahead(at - NOW) if is_distance else f"{format_date(at, 'full', 'zh_TW')} {at:%H:%M}"
        )
    state.pos = found.end()
    return True


def _style(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
    """A rule of markdown-it: what stands between two marks of a style."""
    for mark, tag in _STYLES:
        start = state.pos + len(mark)
        if not state.src.startswith(mark, state.pos, state.posMax):
            continue
        end = _closing(state.src, mark, start, state.posMax)
        if end <= start:
            continue
        if not silent:
            _push(state, tag, (start, end))
        state.pos = end + len(mark)
        return True
    return False


def _push(state: StateInline, tag: str, span: tuple[int, int]) -> None:
    whole = state.posMax
    state.push(f"{tag}_open", tag, 1)
    state.pos, state.posMax = span
    state.md.inline.tokenize(state)
    state.posMax = whole
    state.push(f"{tag}_close", tag, -1)


def _closing(text: str, mark: str, start: int, stop: int) -> int:
    """Where the mark stands next without a backslash before it; -1 where it does not."""
    position = start
    while position < stop:
        if text[position] == "\\":
            position += 2
        elif text.startswith(mark, position, stop):
            return position
        else:
            position += 1
    return -1


class _TelegramReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open_tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TELEGRAM_TAGS:
            raise ValueError(tag)
        self.open_tags.append(tag)
        self.parts.append(f"<{' '.join((_TELEGRAM_TAGS[tag], *_attributes(tag, attrs)))}>")

    def handle_endtag(self, tag: str) -> None:
        if not self.open_tags or self.open_tags.pop() != tag:
            raise ValueError(tag)
        self.parts.append(f"</{_TELEGRAM_TAGS[tag]}>")

    def handle_data(self, data: str) -> None:
        text = escape(data).replace("\n", "<br>")
        is_plain = not _AS_IT_IS.intersection(self.open_tags)
        self.parts.append(_BOT_COMMAND.sub(r"<a>\g<0></a>", text) if is_plain else text)


def _attributes(tag: str, attrs: list[tuple[str, str | None]]) -> Iterator[str]:
    given = dict(attrs)
    if tag == "a" and given.get("href"):
        yield f'href="{escape(given["href"] or "")}"'
    if tag == "blockquote" and "expandable" in given:
        yield 'class="folded"'


class _PlainReader(HTMLParser):
    _BREAKS = frozenset(("br", "p", "li", "blockquote", "h1", "h2", "h3", "pre", "div"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in self._BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data.replace("\n", " "))
