"""What is offered while somebody types, as lines of plain text: pure, and in the reader's language."""

from bot.schedules import ListedSchedule
from bot.suggesting import Name, Suggestion
from handlers.amended import amended
from handlers.columns import clean, shortened
from handlers.day_words import days_said
from handlers.excerpt import excerpt
from handlers.heads import LABEL_COLUMNS, clock, label
from handlers.locale import Words


def moment_line(offered: Suggestion, words: Words, room: int) -> str:
    """Such as `EP4 26:48 · …「match」…`: the match in the middle of what fits into so many columns."""
    hit = offered.hit
    show = f"{shortened(clean(hit.episode.show.slug), LABEL_COLUMNS)} " if offered.several_shows else ""
    time = "" if hit.episode.untimed else f" {clock(hit.start_ms)}"
    start = f"{show}{label(hit.episode, words)}{time} · "
    text, marks = amended(hit.text, hit.marks, hit.amended, words)
    shift = len(offered.before)
    moved = [(first + shift, end + shift) for first, end in marks]
    quote = excerpt(f"{offered.before}{text}{offered.after}", moved, room - len(start))
    return start + "".join(run.text for run in quote)


def name_line(offered: Name, words: Words) -> str:
    """Such as `EP4 · title`, or the name as it is."""
    if offered.episode is None:
        return clean(offered.name)
    title = offered.episode.facts.title
    return f"{label(offered.episode, words)} · {clean(title)}" if title else label(offered.episode, words)


def schedule_line(listed: ListedSchedule, words: Words) -> str:
    """Such as `1. 09:00 (Asia/Taipei) · weekdays`."""
    schedule = listed.schedule
    named = words.say("daily.line", number=listed.number, time=f"{schedule.at:%H:%M}", zone=schedule.zone)
    return f"{named} · {days_said(schedule.plan.days, words)}"
