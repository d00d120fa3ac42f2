"""`naji clip explain`: what may follow it, and what it prints."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from bot.errors import NajiError, UsageError
from bot.explaining import ClipFacts, Explaining, SlotFacts, Standing
from bot.model import Clip
from bot.picks import Sent
from bot.slots import Schedule
from handlers.clip_commands import reasons_of
from handlers.columns import clean
from handlers.console import PLACE
from handlers.heads import clock, head
from handlers.locale import PROGRAM, Words
from handlers.pick_reply import why_line
from handlers.reply import error_sentence
from handlers.terminal import harmless

USAGE: Final = "explain CLIP | explain --day DATE [--place PLACE] [--schedule N] [--json]"
OPTIONS: Final = frozenset(("--day", "--place", "--schedule"))


async def carry_out(explaining: Explaining, texts: Sequence[str], options: Mapping[str, str], words: Words) -> str:
    """Explain what was typed behind `naji clip`; what to print.

    Raises:
        NajiError: `cli.explain` with `usage`, `cli.day` with `value`, `cli.number` with `value`, or of the use case.
    """
    as_json = "--json" in options
    verb, *ids = texts or [""]
    if verb == "explain" and ids and not OPTIONS & set(options):
        facts = await explaining.clip(PLACE, " ".join(ids))
        return _json(_clip_object(facts)) if as_json else _printed(_clip_lines(facts, words))
    if verb != "explain" or ids or "--day" not in options:
        raise UsageError("cli.explain", usage=f"{PROGRAM} clip {USAGE}")
    number = _number(options["--schedule"]) if "--schedule" in options else None
    slots = await explaining.slots(PLACE, _day(options["--day"]), options.get("--place", ""), number)
    if as_json:
        return _json([_slot_object(each) for each in slots])
    return "\n".join(_printed(_slot_lines(each, words)) for each in slots)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise UsageError("cli.day", value=typed) from error


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit()):
        raise UsageError("cli.number", value=typed)
    return int(typed)


# ---------------------------------------------------------------- a clip


def _clip_lines(facts: ClipFacts, words: Words) -> Iterator[str]:
    say, clip = words.say, facts.clip
    yield _where(clip, words)
    yield clean(clip.words)
    if facts.pick is None:
        yield say("explain.no-pick")
    else:
        yield say("explain.pick", score=f"{facts.pick.score:.1f}", reasons=reasons_of(facts.pick, words))
    yield say("explain.saves", count=facts.saves)
    for each in facts.places:
        yield say("explain.place", place=each.place.key, what=_standing(each, words), votes=each.votes)
    if not facts.posts:
        yield say("explain.never")
    for post in facts.posts:
        yield _post_line(post, words)


def _standing(standing: Standing, words: Words) -> str:
    if not standing.answers:
        return words.say("explain.elsewhere")
    if standing.closed:
        return words.say(f"explain.{standing.closed.removeprefix('suggest.')}")
    if standing.tier is None:
        return words.say("explain.declined" if standing.verdict == "declined" else "explain.no-tier")
    return words.say(f"explain.{standing.tier.value}")


def _post_line(post: Sent, words: Words) -> str:
    destination, record = post.destination, post.record
    return words.say(
        "explain.posted",
        day=words.day(record.slot.day),
        place=destination.place.key,
        channel=destination.channel,
        state=words.say(f"explain.state-{record.state.value}"),
    )


# ---------------------------------------------------------------- a slot


def _slot_lines(facts: SlotFacts, words: Words) -> Iterator[str]:
    say = words.say
    yield say("explain.slot", number=facts.number, day=words.day(facts.slot.day), where=_named(facts.schedule))
    if facts.record is None:
        yield say("explain.open")
    elif facts.clip is None:
        yield say("explain.nothing", state=say(f"explain.state-{facts.record.state.value}"))
    else:
        yield say("explain.was", what=_where(facts.clip, words), state=say(f"explain.state-{facts.record.state.value}"))
        yield why_line(facts.why, words) if facts.why is not None else say("explain.no-why")
    if facts.now is None:
        yield error_sentence(NajiError(facts.reason), words)
    elif facts.is_same:
        yield say("explain.same")
    else:
        key = "explain.would" if facts.clip is None else "explain.other"
        yield say(key, what=_where(facts.now.clip, words))
        yield why_line(facts.now.why, words)


def _named(schedule: Schedule) -> str:
    destination = schedule.destination
    return f"{destination.place.key} {destination.channel} {schedule.at:%H:%M} {schedule.zone}"


def _where(clip: Clip, words: Words) -> str:
    times = "" if clip.episode.untimed else f"{clock(clip.start_ms)}–{clock(clip.end_ms)}"
    return f"{clip.id} {head(clip.episode, times, words, several_shows=True)}"


# ---------------------------------------------------------------- for programs


def _clip_object(facts: ClipFacts) -> object:
    pick = facts.pick
    return {
        **_clip(facts.clip),
        "words": facts.clip.words,
        "score": None if pick is None else round(pick.score, 2),
        "reasons": {} if pick is None else {reason.value: round(count, 2) for reason, count in pick.reasons},
        "saves": facts.saves,
        "places": [
            {
                "place": each.place.key,
                "tier": each.tier,
                "votes": each.votes,
                "suggestion": each.verdict,
                "closed": each.closed or None,
                "answers": each.answers,
            }
            for each in facts.places
        ],
        "posts": [
            {
                "place": post.destination.place.key,
                "channel": post.destination.channel,
                "day": post.record.slot.day.isoformat(),
                "state": post.record.state,
                "why": dict(post.record.why),
            }
            for post in facts.posts
        ],
    }


def _slot_object(facts: SlotFacts) -> object:
    now = facts.now
    return {
        "schedule": facts.number,
        "place": facts.schedule.destination.place.key,
        "channel": facts.schedule.destination.channel,
        "day": facts.slot.day.isoformat(),
        "nth": facts.slot.nth,
        "state": None if facts.record is None else facts.record.state,
        "clip": None if facts.record is None else facts.record.clip,
        "why": {} if facts.record is None else dict(facts.record.why),
        "now": None if now is None else {**_clip(now.clip), "why": dict(now.why.dumped())},
        "same": facts.is_same,
        "reason": facts.reason or None,
    }


def _clip(clip: Clip) -> dict[str, object]:
    episode = clip.episode
    times = (None, None) if episode.untimed else (clip.start_ms / 1000, clip.end_ms / 1000)
    return {"id": clip.id, "show": episode.show.slug, "episode": episode.stem, "start_s": times[0], "end_s": times[1]}


def _json(content: object) -> str:
    return harmless(json.dumps(content, ensure_ascii=False)) + "\n"


def _printed(lines: Iterator[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
