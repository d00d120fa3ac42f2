"""SRT (SubRip): an index, a line with two times, lines of text, a blank line.

Written by so many programs that nothing of it is sure: the index or the blank line may be missing, the text may
hold blank lines, the fraction may follow a point. Tags are stripped; a speaker is a name before a colon.
"""

from collections.abc import Iterator

from bot.transcripts import arrows, markup, rolling, speakers
from bot.transcripts.arrows import matches
from bot.transcripts.assembly import Lines, Mark, Opening, assemble
from bot.transcripts.transcript import Reading

__all__ = ["matches", "read"]


def read(lines: Lines) -> Reading:
    """The cues of a file in its order."""
    return speakers.from_prefixes(markup.without_tags(rolling.unrolled(assemble(lines, _marks(lines)))))


def _marks(lines: Lines) -> Iterator[Opening | Mark]:
    indexed = False
    under_time = False
    """Whether the line above is a cue's time: a number there is the cue's text."""
    for place, line in enumerate(lines):
        if (
            line is not None
            and arrows.is_index(line)
            and not under_time
            and _heads_a_cue(lines, place, indexed=indexed)
        ):
            indexed = True
            yield Mark.SKIP
            continue
        mark = arrows.mark_cue_line(lines, place)
        under_time = isinstance(mark, Opening)
        yield mark


def _heads_a_cue(lines: Lines, place: int, *, indexed: bool) -> bool:
    """Whether the number at `place` is the index of the cue below it.

    Where the blank line above is missing, that is believed only of a file that has indexes; where the line below is
    unreadable, only under a blank line.
    """
    after_blank = place == 0 or not (lines[place - 1] or "").strip()
    for at in range(place + 1, len(lines)):
        below = lines[at]
        if below is None:
            return after_blank
        if below.strip():
            return (after_blank or indexed) and arrows.is_time(below, expected=True)
    return False
