"""What is said about corrections: pure, and in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence

from bot.amends import Correction, Decision, Standing
from bot.corrections import ListedCorrection
from handlers.columns import clean, shortened
from handlers.heads import LABEL_COLUMNS, clock, label
from handlers.locale import Words
from handlers.messages import Reply, sentences
from handlers.reply import LINE_COLUMNS

MOST_LINES = 15
"""Corrections that a message lists; the command line lists all."""


def was_added(listed: ListedCorrection, words: Words) -> Reply:
    """That it counts, or that it waits."""
    accepted = listed.correction.decision is Decision.ACCEPTED
    return sentences(words.say("correction.added" if accepted else "correction.waits"), line(listed, words))


def was_decided(listed: ListedCorrection, words: Words) -> Reply:
    """What was decided."""
    return sentences(words.say(f"correction.now-{listed.correction.decision.value}"), line(listed, words))


def was_removed(listed: ListedCorrection, words: Words) -> Reply:
    """What is no longer there: what had become of it does not matter any more."""
    return sentences(words.say("correction.removed"), words.say("correction.line-removed", **_facts(listed, words)))


def listing(found: Sequence[ListedCorrection], words: Words) -> Reply:
    """The corrections, as many as a message holds."""
    if not found:
        return sentences(words.say("correction.no-one"))
    left = len(found) - MOST_LINES
    more = [words.say("correction.more", count=left)] if left > 0 else []
    lines = [line(each, words) for each in found[:MOST_LINES]]
    return sentences(*lines, *more, words.say("correction.how-to"))


def line(listed: ListedCorrection, words: Words) -> str:
    """A correction on a line: number, where, what was heard, what is right, what became of it."""
    return words.say(
        "correction.line", **_facts(listed, words), state=words.say(f"correction.{_state(listed.correction)}")
    )


def _facts(listed: ListedCorrection, words: Words) -> Mapping[str, object]:
    correction = listed.correction
    half = LINE_COLUMNS // 2
    return {
        "number": correction.id,
        "where": " ".join(_where(listed, words)),
        "heard": shortened(clean(correction.heard), half),
        "right": shortened(clean(correction.right), half),
    }


def _where(listed: ListedCorrection, words: Words) -> Iterator[str]:
    correction, episode = listed.correction, listed.episode
    if listed.several_shows:
        title = episode.show.title if episode else None
        yield shortened(clean(title or correction.show_slug), LABEL_COLUMNS)
    yield label(episode, words) if episode else shortened(clean(correction.stem), LABEL_COLUMNS)
    if episode is None or not episode.untimed:
        yield clock(correction.spot.start_ms)


def _state(correction: Correction) -> str:
    """The decision; of an accepted one whether it counts now."""
    if correction.decision is Decision.ACCEPTED and correction.standing is not Standing.STANDS:
        return correction.standing.value
    return correction.decision.value
