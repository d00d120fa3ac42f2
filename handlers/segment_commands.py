"""`naji episodes --segments` and `naji episodes segments`: what may follow them, and what they print."""

from collections.abc import Sequence

from bot.errors import UsageError
from bot.segmenting import Segments
from bot.segments import Kind
from handlers.console import PLACE
from handlers.locale import PROGRAM, Words
from handlers.terminal import Screen, segments_json, segments_table

USAGE = "segments EPISODE [add RANGE KIND | remove RANGE | reset]"


async def carry_out(
    segments: Segments, texts: Sequence[str], show: str | None, words: Words, screen: Screen | None
) -> str:
    """Do what was typed; what to print.

    Args:
        segments: the use cases.
        texts: what was typed behind `segments`; nothing lists those of every episode.
        show: the show to keep to.
        words: to print in.
        screen: what a list is shown on; None where programs read it.

    Raises:
        NajiError: `cli.segments` with `usage`, `segment.kind` with `kind` and `known`, or of the use case.
    """
    episode, *action = texts or ("",)
    named = (show or "", episode)
    match action:
        case ["add", span, kind]:
            await segments.say(PLACE, named, span, _kind(kind, words))
        case ["remove", span]:
            await segments.say(PLACE, named, span, Kind.SHOW)
        case ["reset"]:
            await segments.unsay(PLACE, named)
        case []:
            pass
        case _:
            raise UsageError("cli.segments", usage=f"{PROGRAM} episodes {USAGE}")
    found = await segments.list(PLACE, *named)
    return segments_json(found) if screen is None else segments_table(found, words, screen)


def _kind(typed: str, words: Words) -> Kind:
    """The kind of this name, or of the word that lists have for it."""
    known = [kind for kind in Kind if kind is not Kind.SHOW]
    for kind in known:
        if typed.lower() in (kind.value, words.say(f"aside.{kind.value}")):
            return kind
    names = dict.fromkeys(name for kind in known for name in (words.say(f"aside.{kind.value}"), kind.value))
    raise UsageError("segment.kind", kind=typed, known=words.say("list.comma").join(names))
