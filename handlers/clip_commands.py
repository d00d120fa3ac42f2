"""`naji clips`: what may follow it, and what it prints."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from bot.errors import UsageError
from bot.highlights import Highlights, Listed
from bot.worth.picking import Pick
from bot.worth.reasons import Reason
from handlers.columns import clean, wrapped
from handlers.console import PLACE
from handlers.heads import clock, head
from handlers.locale import PROGRAM, Words
from handlers.terminal import Screen, harmless

USAGE: Final = "--episode EPISODE [--show SLUG] [--limit N] [--json]"

_TOLD = 3
"""How many reasons are told for a clip, and how many against it."""
_LEAST = 0.5
"""What counts less is not worth telling."""
_OF_COURSE = frozenset((Reason.BEGINS, Reason.ENDS, Reason.LEAVES))
_INDENT = "    "


async def carry_out(
    highlights: Highlights, options: Mapping[str, str], limit: int, words: Words, screen: Screen
) -> str:
    """The best clips of the episode that was typed; what to print.

    Args:
        highlights: the use case.
        options: what was typed with a name.
        limit: how many at most.
        words: to print in.
        screen: where it is printed.

    Raises:
        NajiError: `cli.clips` with `usage` where no episode was typed, or of the use case.
    """
    episode = options.get("--episode", "").strip()
    if not episode:
        raise UsageError("cli.clips", usage=f"{PROGRAM} clips {USAGE}")
    listed = await highlights.list(PLACE, options.get("--show", ""), episode, limit)
    return _object(listed) if "--json" in options else _list(listed, words, screen)


def _list(listed: Listed, words: Words, screen: Screen) -> str:
    """The episode, and each clip with its score, its reasons and its words."""
    if not listed.picks:
        return words.say("clips.nothing", episode=head(listed.episode, "", words, several_shows=True)) + "\n"
    lines = [head(listed.episode, "", words, several_shows=True)]
    for nth, pick in enumerate(listed.picks, 1):
        times = "" if listed.episode.untimed else f"{clock(pick.start_ms)}–{clock(pick.end_ms)}"
        lines += ["", "  ".join(part for part in (f"{nth}.", times, f"{pick.score:.1f}") if part)]
        lines += [f"{_INDENT}{part.strip()}" for part in (reasons_of(pick, words), *_wrapped(pick.words, screen))]
    return "".join(f"{line}\n" for line in lines)


def _wrapped(text: str, screen: Screen) -> Sequence[str]:
    plain = clean(text)
    if screen.columns is None:
        return (plain,)
    return [plain[start:end] for start, end in wrapped(plain, screen.columns - len(_INDENT))]


def reasons_of(pick: Pick, words: Words) -> str:
    """What speaks most for a clip and what most against it; not that it has bounds, as all of them have."""
    told = [reason for reason, count in pick.reasons if count >= _LEAST and reason not in _OF_COURSE][:_TOLD]
    against = [reason for reason, count in reversed(pick.reasons) if count <= -_LEAST][:_TOLD]
    comma = words.say("list.comma")
    parts = [comma.join(words.say(f"clips.reason-{reason.value}") for reason in some) for some in (told, against)]
    return words.say("clips.against", reasons=parts[0], against=parts[1]) if against else parts[0]


def _object(listed: Listed) -> str:
    """All clips as one object on one line; times in seconds, reasons by name with what each counts."""
    episode = listed.episode
    clips = [
        {
            "start_s": None if episode.untimed else pick.start_ms / 1000,
            "end_s": None if episode.untimed else pick.end_ms / 1000,
            "score": round(pick.score, 2),
            "reasons": {reason.value: round(count, 2) for reason, count in pick.reasons if abs(count) >= 0.005},  # noqa: PLR2004 - what is rounded to nothing
            "words": pick.words,
        }
        for pick in listed.picks
    ]
    content = {"show": episode.show.slug, "episode": episode.stem, "clips": clips}
    return harmless(json.dumps(content, ensure_ascii=False)) + "\n"
