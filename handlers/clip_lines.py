"""An open clip's own words, told apart from what was said around them by lines, not by bold."""

from bot.clips import OpenedClip
from handlers.amended import amended
from handlers.columns import ELLIPSIS, clean, head_to_pause, tail_from_pause
from handlers.excerpt import Line, Run, Style, quote_runs
from handlers.locale import Words
from handlers.messages import Paragraph


def clip_lines(shown: OpenedClip, room: int, words: Words) -> Paragraph:
    """The clip's words on a line of their own between the rest of the cue that they were cut from.

    What matched a query is strong and in 「」 there. Without one all of it is strong, but plain and in 「」 where no
    line stands around it: all of a message in bold is hard to read.

    Args:
        shown: the clip.
        room: columns for the rest of the cue, on either side.
        words: of the reader's language.
    """
    span, around = shown.clip, shown.around
    lead, tail = _lead(clean(around.lead), room), _tail(clean(around.tail), room)
    text, marks = amended(span.words, shown.marks, span.amended, words)
    quote: Line = tuple(quote_runs(text, marks, (0, len(text)), (0, len(text))))
    if not marks:
        is_alone = not (lead or tail or around.before or around.after)
        quote = (Run(f"「{text}」"),) if is_alone else (Run(text, Style.STRONG),)
    beside = ((Run(text, Style.DIM),) if text else () for text in (lead, tail))
    return tuple(each for each in (next(beside), quote, next(beside)) if each)


def _lead(text: str, room: int) -> str:
    """The end of the words before a clip, as much as there is room for."""
    start = len(text) - tail_from_pause(text, room)
    return f"{ELLIPSIS if start else ''}{text[start:].rstrip()}" if text[start:].strip() else ""


def _tail(text: str, room: int) -> str:
    """The beginning of the words behind a clip, as much as there is room for."""
    end = head_to_pause(text, room)
    return f"{text[:end].lstrip()}{ELLIPSIS if text[end:] else ''}" if text[:end].strip() else ""
