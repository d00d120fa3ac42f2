"""What is said of what was posted, and of what somebody had posted: pure, and in the reader's language."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from bot.clips import FIRST_LINES
from bot.model import Clip
from bot.slot_history import PastPost
from bot.slots import Schedule, Slot, SlotRecord, SlotState, Step
from handlers.amended import amended
from handlers.asking import Asked
from handlers.columns import clean, shortened
from handlers.daily_post import channel_run, reason_sentence, slot_button
from handlers.day_words import instant_said
from handlers.excerpt import Line, Run
from handlers.heads import label, moment
from handlers.locale import Words
from handlers.messages import Action, Button, Reply, line, with_runs

CLIP_COLUMNS = 40
"""20 full-width characters: with where it was said about a line of a phone."""
_BETWEEN = Run(" · ")


def was_posted(schedule: Schedule, record: SlotRecord, asked: Asked) -> Reply:
    """What became of a post that somebody asked for, and the way to its clip."""
    words = asked.words
    said = [line(_outcome(record, schedule, asked))]
    if schedule.destination.channel != asked.channel:
        said.append(with_runs(words, "daily.channel", channel=channel_run(schedule.destination, asked)))
    buttons = (
        *([_open(record.clip, words.say("button.open"), "1")] if record.clip is not None else []),
        *([_again(record.slot, words.say("button.repost"), "r")] if record.state is SlotState.UNKNOWN else []),
    )
    return Reply((tuple(said),), buttons)


def history(posts: Sequence[PastPost], asked: Asked) -> Reply:
    """The posts, a paragraph each, with a button for each clip and for each post that may have failed."""
    words = asked.words
    if not posts:
        return Reply(((line(words.say("daily.no-posts")),),))
    told = (tuple(_lines(number, post, asked)) for number, post in enumerate(posts, 1))
    buttons = [button for number, post in enumerate(posts, 1) for button in _buttons(number, post, asked)]
    return Reply(((line(words.say("daily.history-head")),), *told), tuple(buttons))


def _lines(number: int, post: PastPost, asked: Asked) -> Iterator[Line]:
    words, schedule, record = asked.words, post.schedule, post.record
    local = post.instant.astimezone(ZoneInfo(schedule.zone))
    when = instant_said(local, schedule.zone, words)
    parts: list[Line] = [with_runs(words, "daily.post", number=str(number), when=when)]
    if schedule.destination.channel != asked.channel:
        parts.append(with_runs(words, "daily.channel", channel=channel_run(schedule.destination, asked)))
    if record.asked_by:
        parts.append(_asker(record.asked_by, asked))
    yield tuple(run for nth, part in enumerate(parts) for run in ((_BETWEEN, *part) if nth else part))
    yield line(_outcome(record, schedule, asked))
    if post.clip is not None:
        yield line(_clip(post.clip, words))


def _asker(asked_by: str, asked: Asked) -> Line:
    """Who had it posted or left out."""
    if asked_by == asked.asker:
        return line(asked.words.say("daily.asked-by-you"))
    who = Run(clean(asked_by.partition(":")[2]), person=asked_by)
    return with_runs(asked.words, "daily.asked-by", who=who)


def _outcome(record: SlotRecord, schedule: Schedule, asked: Asked) -> str:
    words = asked.words
    if record.reason is None:
        key = "unpinned" if record.pin is Step.FAILED else record.state.value
        return words.say(f"daily.outcome-{key}", reason="")
    key = "left-out" if record.state is SlotState.SKIPPED else record.state.value
    reason = reason_sentence(record.reason, words, channel_run(schedule.destination, asked).text)
    return words.say(f"daily.outcome-{key}", reason=reason)


def _clip(clip: Clip, words: Words) -> str:
    """Such as `EP4 26:48 words`."""
    text, _ = amended(clip.words, (), clip.amended, words)
    where = (label(clip.episode, words), moment(clip.episode, clip.start_ms))
    return " ".join((*(part for part in where if part), shortened(clean(text), CLIP_COLUMNS)))


def _buttons(number: int, post: PastPost, asked: Asked) -> Iterator[Button]:
    if post.clip is not None:
        yield _open(post.clip.id, str(number), str(number))
    if post.may_repeat and (asked.may_manage or asked.rights_unasked):
        yield _again(post.record.slot, asked.words.say("button.repost-one", number=number), f"r{number}")


def _open(clip_id: str, label: str, key: str) -> Button:
    return Button(Action.MORE, clip_id, FIRST_LINES, label, key)


def _again(slot: Slot, label: str, key: str) -> Button:
    return slot_button(Action.REPOST, slot, label, key)
