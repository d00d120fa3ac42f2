"""The chat that needs no token: answers in the terminal, or line by line from a pipe, like the other chats will."""

import asyncio
import codecs
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TextIO

from bot.model import Place, PlaceKind, Platform
from handlers.asking import Asked, Bot
from handlers.columns import clean, shortened
from handlers.functions import FREE_TEXT, answer, named_in, press, typed_values
from handlers.locale import Words
from handlers.manners import place_words, settings_here
from handlers.messages import Button, Reply, sentences
from handlers.reply import LINE_COLUMNS
from handlers.terminal import Screen, painted, put, screen_of

PLACE = Place(Platform.CONSOLE, PlaceKind.OPERATOR)
ASKER = "console:operator"
_READ_BYTES = 65_536
_KEYS_OF_BUTTONS = frozenset("<>+*-")
"""What presses a button and is never searched for; a number without its button is."""

_FULL_WIDTH_SLASH = "\uff0f"
"""What a Chinese input method types for a slash."""

Write = Callable[[str], None]
Choose = Callable[[], Awaitable[Bot]]
"""Who answers now; asked for every line, so that the sample show gives way once the library has one of its own."""


@dataclass(frozen=True, slots=True)
class Session:
    """How the chat is held.

    Attributes:
        interactive: whether a person types, who is shown a prompt and a goodbye.
    """

    words: Words
    screen: Screen
    interactive: bool


async def chat(lines: AsyncIterator[str], write: Write, bot: Bot | Choose, session: Session) -> None:
    """Answer each line until there are no more.

    Args:
        lines: what was typed, a line each.
        write: shows a text.
        bot: what answers, or what tells it.
        session: how the chat is held.
    """
    words = session.words
    asked = Asked(PLACE, ASKER, words, may_manage=True)
    write(painted(sentences(words.say("console.start"), *_hints(session)), session.screen) + "\n")
    buttons: Sequence[Button] = ()
    _prompt(write, session)
    async for line in lines:
        if line.strip():
            answering = bot if isinstance(bot, Bot) else await bot()
            here = replace(session, words=place_words(await settings_here(answering, PLACE), words))
            answered = await respond(answering, replace(asked, words=here.words), line, buttons)
            buttons = (*answered.buttons, *buttons) if answered.is_beside else answered.buttons
            write(_shown(answered, answering, here))
        _prompt(write, session)
    if session.interactive:
        write(f"\n{words.say('console.bye')}\n")


async def respond(bot: Bot, asked: Asked, line: str, buttons: Sequence[Button]) -> Reply:
    """The reply to one line: a pressed button of the last reply, a command, or a search."""
    typed = line.strip()
    if typed.startswith(_FULL_WIDTH_SLASH):
        typed = f"/{typed[1:]}"
    pressed = next((button for button in buttons if typed in (button.key, _bracketed(button))), None)
    if pressed is not None:
        return await press(bot, asked, pressed.action, pressed.id, pressed.position)
    if typed in _KEYS_OF_BUTTONS:
        return sentences(asked.words.say("console.no-button", key=typed))
    if not typed.startswith("/"):
        return await answer(bot, asked, FREE_TEXT.name, typed_values(FREE_TEXT, typed))
    named = named_in(typed[1:])
    if named is None:
        return sentences(
            asked.words.say("console.unknown", command=shortened(clean(typed.split(maxsplit=1)[0]), LINE_COLUMNS))
        )
    function, text = named
    return await answer(bot, asked, function.name, typed_values(function, text))


async def talk(bot: Bot | Choose, words: Words, stdin: TextIO | None = None, stdout: TextIO | None = None) -> None:
    """Hold the chat with this process's terminal or pipe until its end, Ctrl-D or Ctrl-C."""
    source, target = stdin or sys.stdin, stdout or sys.stdout
    session = Session(words, screen_of(target), interactive=source.isatty() and target.isatty())
    loop = asyncio.get_running_loop()
    typed: asyncio.Queue[str | None] = asyncio.Queue()
    loop.add_signal_handler(signal.SIGINT, typed.put_nowait, None)
    try:
        await chat(_typed_lines(source, typed), lambda text: put(target, text), bot, session)
    finally:
        loop.remove_signal_handler(signal.SIGINT)


async def _typed_lines(source: TextIO, typed: asyncio.Queue[str | None]) -> AsyncIterator[str]:
    """The lines of a terminal, pipe or file, until None stands in the queue."""
    loop = asyncio.get_running_loop()

    def hand_over(line: str | None) -> None:
        # What is typed after the chat's end has nobody to go to.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(typed.put_nowait, line)

    # A thread of its own, left behind at the end: reading cannot be interrupted, and the loop's executor would be
    # waited for. It reads the descriptor, as a reader of sys.stdin would hold a lock that the interpreter needs.
    threading.Thread(target=_read_lines, args=(source.fileno(), hand_over), name="console", daemon=True).start()
    while (line := await typed.get()) is not None:
        yield line


def _read_lines(descriptor: int, hand_over: Callable[[str | None], None]) -> None:
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    rest = ""
    while piece := _piece(descriptor):
        *lines, rest = (rest + decoder.decode(piece)).split("\n")
        for line in lines:
            hand_over(line)
    if rest:
        hand_over(rest)
    hand_over(None)


def _piece(descriptor: int) -> bytes:
    """What was typed since; nothing at the end, and where the terminal has gone."""
    try:
        return os.read(descriptor, _READ_BYTES)
    except OSError:
        return b""


def _hints(session: Session) -> Sequence[str]:
    return (session.words.say("console.hint"),) if session.interactive else ()


def _prompt(write: Write, session: Session) -> None:
    if session.interactive:
        write(session.words.say("console.prompt"))


def _shown(answered: Reply, bot: Bot, session: Session) -> str:
    """A reply as it stands in the terminal: what can be typed below it, and whose quotes these are."""
    words = session.words
    keys = "  ".join(_key(button) for button in answered.buttons)
    notes = [keys] if keys else []
    if bot.sample:
        notes.append(words.say("console.sample"))
    below = sentences(*notes).paragraphs if notes else ()
    return painted(Reply((*answered.paragraphs, *below)), session.screen) + "\n"


def _key(button: Button) -> str:
    shown = _bracketed(button)
    return shown if button.label == button.key else f"{shown} {button.label}"


def _bracketed(button: Button) -> str:
    """A button's key as it stands below a reply; who types it so means it."""
    return f"[{button.key}]"
