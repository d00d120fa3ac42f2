"""Where a topic was talked about, as a reply and as an object: pure, and in the reader's language."""

import json
from collections.abc import Iterator, Sequence

from bot.trends import EpisodeCount, Trend
from handlers.columns import clean, shortened
from handlers.heads import LABEL_COLUMNS, label, moment
from handlers.locale import Words
from handlers.messages import Action, Button, Reply, line, sentences
from handlers.reply import LINE_COLUMNS, kept_to

LONGEST_BAR = 12
"""Characters: with number and label it fits a phone's line. Up to so many places, each has one."""
_BAR = "█"


def shown(trend: Trend, words: Words) -> Reply:
    """How often and where, a line with a bar and the number for each episode that has the most."""
    term = shortened(clean(trend.text), LINE_COLUMNS // 2)
    where = (kept_to(trend.where, words),) if trend.where else ()
    if not trend.counts:
        return sentences(words.say("trend.none", term=term), *where)
    listed = trend.listed
    counted = words.say("trend.at-least" if trend.at_least else "trend.total", term=term, total=trend.total)
    episodes = words.count("trend.episodes", len(trend.counts))
    most = max(len(each.places) for each in listed)
    lines = [line(_counted(nth, each, most, trend, words)) for nth, each in enumerate(listed, 1)]
    lines += [line(each) for each in _rest(trend, listed, words)]
    ends = tuple(line(each) for each in _ends(trend, words))
    total = tuple(line(each) for each in (words.say("trend.head", counted=counted, episodes=episodes), *where))
    return Reply((total, tuple(lines), ends), tuple(_buttons(trend, listed, words)))


def as_json(trend: Trend) -> str:
    """All counts as one object on one line, in the order of the episodes."""
    counts = [
        {
            "show": each.episode.show.slug,
            "stem": each.episode.stem,
            "number": each.episode.facts.number,
            "title": each.episode.facts.title,
            "published": each.episode.facts.published.isoformat() if each.episode.facts.published else None,
            "count": len(each.places),
            "first_ms": None if each.episode.untimed else each.places[0].start_ms,
        }
        for each in trend.counts
    ]
    found = {"term": trend.text, "total": trend.total, "at_least": trend.at_least, "episodes": counts}
    return json.dumps(found, ensure_ascii=False) + "\n"


def _counted(nth: int, each: EpisodeCount, most: int, trend: Trend, words: Words) -> str:
    """Such as `1 EP4 ████ 12`."""
    count = len(each.places)
    bar = _BAR * max(round(count * LONGEST_BAR / max(most, LONGEST_BAR)), 1)
    return f"{nth} {_called(each, trend, words)} {bar} {count}"


def _called(each: EpisodeCount, trend: Trend, words: Words) -> str:
    show = f"{shortened(clean(each.episode.show.slug), LABEL_COLUMNS)} " if trend.several_shows else ""
    return f"{show}{label(each.episode, words)}"


def _rest(trend: Trend, listed: Sequence[EpisodeCount], words: Words) -> Iterator[str]:
    if rest := len(trend.counts) - len(listed):
        places = trend.total - sum(len(each.places) for each in listed)
        yield words.count("trend.rest", rest, places=places)


def _ends(trend: Trend, words: Words) -> Iterator[str]:
    """When it was talked about first, and when last; once where that is the same."""
    first, last = trend.counts[0], trend.counts[-1]
    yield words.say("trend.first", when=_when(first, first.places[0].start_ms, trend, words))
    if trend.total > 1:
        yield words.say("trend.last", when=_when(last, last.places[-1].start_ms, trend, words))


def _when(each: EpisodeCount, start_ms: int, trend: Trend, words: Words) -> str:
    day = each.episode.facts.published
    parts = (_called(each, trend, words), words.day(day) if day else "", moment(each.episode, start_ms))
    return " · ".join(part for part in parts if part)


def _buttons(trend: Trend, listed: Sequence[EpisodeCount], words: Words) -> Iterator[Button]:
    if trend.search is None:
        return
    for nth, each in enumerate(listed, 1):
        yield Button(Action.OPEN, trend.search, each.position or 0, str(nth), str(nth))
    led_to = {each.position for each in listed}
    for position, end, key in ((0, "first", "<"), (trend.last, "last", ">")):
        if position not in led_to:
            yield Button(Action.OPEN, trend.search, position, words.say(f"button.{end}-place"), key)
