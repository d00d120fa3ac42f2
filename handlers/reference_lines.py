"""Episodes that are named in a quote, as lines below it that lead to them."""

from collections.abc import Callable, Sequence

from bot.model import Episode
from bot.references import Reference
from handlers.columns import clean
from handlers.excerpt import Line, Run
from handlers.locale import Words

MOST_LINES = 3
"""More than are named in a sentence or two."""
_BRACKETS = str.maketrans("", "", "「」")


def reference_lines(
    references: Sequence[Reference],
    shown: Sequence[Line],
    words: Words,
    described: Callable[[Episode], str],
    link: Callable[[Episode], str | None],
) -> tuple[Line, ...]:
    """Such as `第四集 → EP4 · title`, for each episode that is named in the words that are shown.

    Args:
        references: of the words around, too.
        shown: the quote, and what is shown of the words around it.
        words: of the reader's language.
        described: names an episode.
        link: where it can be heard, if that is known.
    """
    visible = _solid("".join(run.text for line in shown for run in line))
    lines = []
    for reference in references:
        said, episode = clean(reference.said), described(reference.episode)
        url = link(reference.episode)
        if _solid(said) in visible and (url or said.casefold() != episode.casefold()):
            lines.append((Run(words.say("reference.line", said=said, episode=episode), link=url),))
    return tuple(lines[:MOST_LINES])


def _solid(text: str) -> str:
    return "".join(text.translate(_BRACKETS).split())
