"""What is said of previews and suggestions of the clip of the day: pure, and in the reader's language."""

from collections.abc import Iterator, Sequence

from bot.clips import FIRST_LINES
from bot.curating import ListedSuggestion, Preview, Suggested
from bot.moderation import Spot
from bot.picks import Verdict
from bot.why import Tier, Why
from handlers.daily_post import alone, heading_of
from handlers.day_words import instant_said
from handlers.locale import Words
from handlers.messages import Action, Button, Paragraph, Reply, Voice, line, sentences, with_runs
from handlers.withheld_reply import what_of

MOST_LISTED = {Verdict.OPEN: 5, Verdict.APPROVED: 4, Verdict.DECLINED: 4}
"""Of each kind as many are listed as there is room for their buttons."""


def why_line(why: Why, words: Words) -> str:
    """How a clip was chosen, in a sentence."""
    counts = {"votes": why.votes, "saves": why.saves}
    said = words.say(f"chosen.{why.tier.value}", **(counts if why.tier is Tier.LIKED else {}))
    return said if why.year is None else words.say("chosen.anniversary", why=said, year=why.year)


def preview(found: Preview, voice: Voice, words: Words, first: str = "") -> Reply:
    """What the next slot would post, when and why; and ways to another clip and to what stands around it.

    Args:
        found: the preview.
        voice: in which it would be posted.
        words: of whoever asks.
        first: what is said before it.
    """
    clip, plan = found.chosen.clip, found.schedule.plan
    above = [line(first)] if first else []
    above.append(line(words.say("preview.head")))
    above.append(with_runs(words, "daily.that-one", when=instant_said(found.when, found.schedule.zone, words)))
    above.append(line(why_line(found.chosen.why, words)))
    shown = alone(clip, Voice(voice.words, voice.links))
    buttons = (
        Button(Action.OTHER, clip.id, found.schedule.id, words.say("button.pass"), "-"),
        Button(Action.MORE, clip.id, FIRST_LINES, words.say("button.open"), "+"),
    )
    return Reply(
        (tuple(above), (line(heading_of(plan, voice.words.say("preview.heading"))),), *shown.paragraphs),
        buttons,
    )


def was_suggested(suggested: Suggested, words: Words) -> Reply:
    """That a clip was suggested, or picked; told beside the clip, which stays."""
    key = "suggest.is-picked" if suggested.is_picked else "suggest.done"
    return Reply(sentences(words.say(key, what=what_of(suggested.spot, words))).paragraphs, is_beside=True)


def was_decided(spot: Spot, verdict: Verdict, words: Words) -> Reply:
    """What was decided, and how to take that back."""
    said = [words.say(f"suggest.was-{verdict.value}", what=what_of(spot, words))]
    if verdict is Verdict.OPEN:
        return sentences(*said)
    undo = Button(Action.WITHDRAW, spot.target.clip_id, 0, words.say("button.withdraw"), "0")
    return Reply(sentences(*said).paragraphs, (undo,))


def suggestion_list(found: Sequence[ListedSuggestion], words: Words) -> Reply:
    """What waits with buttons to decide on it, then what was picked and what was declined, each with a way back."""
    if not found:
        return sentences(words.say("suggest.no-one"))
    paragraphs: list[Paragraph] = []
    buttons: list[Button] = []
    number = 0
    for verdict, most in MOST_LISTED.items():
        listed = [each for each in found if each.suggestion.verdict is verdict]
        # Of what was decided the latest is what somebody may want to take back.
        shown = listed[:most] if verdict is Verdict.OPEN else listed[-most:]
        if not shown:
            continue
        lines = [words.say(f"suggest.head-{verdict.value}", count=len(listed))]
        for each in shown:
            number += 1
            lines.append(_line(each, words, number))
            buttons += _buttons(each, words, number)
        if len(listed) > len(shown):
            lines.append(words.say("suggest.more", count=len(listed) - len(shown)))
        paragraphs.append(tuple(map(line, lines)))
    return Reply(tuple(paragraphs), tuple(buttons))


def _line(listed: ListedSuggestion, words: Words, number: int) -> str:
    said = words.say("suggest.line", number=number, what=what_of(listed.spot, words))
    closed = listed.closed.removeprefix("suggest.")
    return said + words.say(f"suggest.closed-{closed}") if closed else said


def _buttons(listed: ListedSuggestion, words: Words, number: int) -> Iterator[Button]:
    clip_id, label = listed.suggestion.clip, {"number": number}
    if listed.suggestion.verdict is not Verdict.OPEN:
        yield Button(Action.WITHDRAW, clip_id, 0, words.say("button.withdraw-one", **label), f"b{number}")
        return
    if listed.spot.start_ms is not None:
        yield Button(Action.MORE, clip_id, FIRST_LINES, words.say("button.open-one", **label), str(number))
    if not listed.closed:
        yield Button(Action.APPROVE, clip_id, 0, words.say("button.approve-one", **label), f"a{number}")
    yield Button(Action.DECLINE, clip_id, 0, words.say("button.decline-one", **label), f"d{number}")
