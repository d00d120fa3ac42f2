"""What is said about what must not be shown: pure, and in the reader's language. Never the hidden words themselves."""

from collections.abc import Iterator, Sequence

from bot.clips import FIRST_LINES
from bot.moderation import ListedHidden, ListedReport, Spot
from bot.withheld import EVERYWHERE, WHOLE_EPISODE, BlockedWords, Decided, Target
from handlers.columns import clean, shortened
from handlers.heads import LABEL_COLUMNS, clock, label
from handlers.locale import Words
from handlers.messages import Action, Button, Reply, line, sentences
from handlers.reply import LINE_COLUMNS

MOST_LINES = 10
"""Hidden clips that a message lists, each with its button; the command line lists all."""
MOST_REPORTED = 5
"""Reported clips that a message lists: three buttons each."""
MOST_REASONS = 3


def was_hidden(spot: Spot, reach: str, words: Words) -> Reply:
    """That it is out of sight, where, and how to take that back."""
    key = "hidden.everywhere" if reach == EVERYWHERE else "hidden.here"
    clip_id = spot.target.clip_id
    if clip_id == WHOLE_EPISODE:
        return sentences(words.say("hidden.episode", what=what_of(spot, words)))
    told = sentences(words.say(key, what=what_of(spot, words)), words.say("hidden.how-to-undo", id=clip_id))
    undo = Button(Action.UNHIDE, clip_id, 0, words.say("button.unhide"), "/unhide")
    return Reply(told.paragraphs, (undo,))


def was_shown(spot: Spot, words: Words) -> Reply:
    """That it is shown again."""
    return sentences(words.say("hidden.shown", what=what_of(spot, words)))


def hidden_list(found: Sequence[ListedHidden], words: Words) -> Reply:
    """What is hidden here, the latest first, each with a button that takes it back."""
    if not found:
        return sentences(words.say("hidden.no-one"))
    listed = tuple(enumerate(found[:MOST_LINES], 1))
    left = len(found) - MOST_LINES
    more = [words.say("hidden.more", count=left)] if left > 0 else []
    lines = [hidden_line(each, words, number=number) for number, each in listed]
    buttons = tuple(
        Button(Action.UNHIDE, each.spot.target.clip_id, 0, words.say("button.unhide-one", number=number), str(number))
        for number, each in listed
        if each.spot.target.clip_id != WHOLE_EPISODE
    )
    return Reply(sentences(*lines, *more).paragraphs, buttons)


def hidden_line(listed: ListedHidden, words: Words, *, number: int) -> str:
    """Something hidden on a line: number, day, where, id; and whether its words are gone."""
    day = words.day(listed.hidden.date())
    said = words.say("hidden.line", number=number, day=day, what=what_of(listed.spot, words))
    return said if listed.spot.start_ms is not None else f"{said}{words.say('hidden.lost')}"


def log_line(decided: Decided, words: Words) -> str:
    """A decision on a line: when in UTC, what, of what, by whom, and where it counts."""
    return words.say(
        "withheld.log",
        time=f"{decided.acted:%Y-%m-%d %H:%M}",
        act=words.say(f"withheld.{decided.act}"),
        what=" ".join(_target(decided.target)),
        person=clean(decided.person) if decided.person else words.say("withheld.nobody"),
        place=clean(decided.reach) if decided.reach else words.say("withheld.everywhere"),
    )


# ---------------------------------------------------------------- blocked words


def was_blocked(blocked: str, words: Words, *, is_everywhere: bool) -> Reply:
    """What is blocked from now on: here, or by the operator in every place."""
    return sentences(words.say("blocked.added-everywhere" if is_everywhere else "blocked.added", words=clean(blocked)))


def was_unblocked(blocked: str, words: Words) -> Reply:
    """What is allowed again."""
    return sentences(words.say("blocked.removed", words=clean(blocked)))


def blocked_list(found: Sequence[BlockedWords], words: Words) -> Reply:
    """All blocked words of a place, a line each with its number."""
    if not found:
        return sentences(words.say("blocked.no-one"))
    return sentences(*(f"{each.id}. {clean(each.words)}" for each in found), words.say("blocked.how-to-remove"))


# ---------------------------------------------------------------- reports


def was_reported(spot: Spot, words: Words, *, has_words: bool) -> Reply:
    """That it was reported, how to say why, and what else to do where it was only heard wrong; not in place of it."""
    clip_id = spot.target.clip_id
    add = [] if has_words else [words.say("report.add-words", id=clip_id)]
    told = sentences(words.say("report.done"), *add, words.say("report.heard-wrong"))
    return Reply(told.paragraphs, is_beside=True)


def was_dismissed(spot: Spot, words: Words) -> Reply:
    """That it stays."""
    return sentences(words.say("report.dismissed", what=what_of(spot, words)))


def report_list(found: Sequence[ListedReport], words: Words) -> Reply:
    """What was reported here, each clip with what was said of it, and buttons to open, hide or leave it."""
    if not found:
        return sentences(words.say("report.no-one"))
    listed = tuple(enumerate(found[:MOST_REPORTED], 1))
    left = len(found) - MOST_REPORTED
    more = sentences(words.say("report.more", count=left)).paragraphs if left > 0 else ()
    paragraphs = [tuple(line(each) for each in report_lines(report, words, number=nth)) for nth, report in listed]
    buttons = tuple(button for nth, each in listed for button in _report_buttons(each.spot, nth, words))
    return Reply((*paragraphs, *more), buttons)


def report_lines(listed: ListedReport, words: Words, *, number: int) -> Iterator[str]:
    """A reported clip: number, where, id and how often; then what was said of it, the latest first."""
    what = what_of(listed.spot, words)
    yield words.count("report.line", len(listed.reports), number=number, what=what)
    reasons = [report.words for report in reversed(listed.reports) if report.words]
    for reason in reasons[:MOST_REASONS]:
        yield words.say("report.why", words=shortened(clean(reason), 2 * LINE_COLUMNS))


def _report_buttons(spot: Spot, number: int, words: Words) -> Iterator[Button]:
    clip_id = spot.target.clip_id
    if spot.start_ms is not None:
        yield Button(Action.MORE, clip_id, FIRST_LINES, words.say("button.open-one", number=number), str(number))
        yield Button(Action.HIDE, clip_id, 0, words.say("button.hide-one", number=number), f"h{number}")
    yield Button(Action.DISMISS, clip_id, 0, words.say("button.dismiss-one", number=number), f"d{number}")


# ---------------------------------------------------------------- what and where


def what_of(spot: Spot, words: Words) -> str:
    """Show, episode, time if there is one, and the clip's id."""
    target, episode = spot.target, spot.episode
    parts = [shortened(clean(target.show_slug), LABEL_COLUMNS)]
    parts.append(label(episode, words) if episode else shortened(clean(target.stem), LABEL_COLUMNS))
    if target.clip_id != WHOLE_EPISODE:
        if episode is not None and not episode.untimed and spot.start_ms is not None:
            parts.append(clock(spot.start_ms))
        parts.append(target.clip_id)
    return " ".join(parts)


def _target(target: Target) -> Iterator[str]:
    yield from (clean(target.show_slug), clean(target.stem))
    if target.clip_id != WHOLE_EPISODE:
        yield target.clip_id
