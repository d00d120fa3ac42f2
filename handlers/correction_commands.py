"""`naji corrections`: what may follow it, and what it prints."""

from collections.abc import Sequence

from bot.amends import Decision
from bot.corrections import Corrections, ListedCorrection, Who
from bot.errors import UsageError
from handlers import correction_reply
from handlers.console import ASKER, PLACE
from handlers.locale import PROGRAM, Words
from handlers.messages import Reply
from handlers.terminal import PLAIN, corrections_json, painted

USAGE = "[list | add CLIP HEARD RIGHT | add EPISODE TIME HEARD RIGHT | accept N... | reject N... | remove N...]"
OPERATOR = Who(PLACE, ASKER, may_manage=True)
_DECISIONS = {"accept": Decision.ACCEPTED, "reject": Decision.REJECTED}


async def carry_out(
    corrections: Corrections, texts: Sequence[str], slugs: Sequence[str], words: Words, *, as_json: bool
) -> str:
    """Do what was typed; what to print.

    Args:
        corrections: the use cases.
        texts: what was typed behind the command; nothing lists.
        slugs: the show to keep to.
        words: to print in.
        as_json: whether programs read a list.

    Raises:
        NajiError: `cli.corrections` with `usage`, or of the use case; what was decided before it stays.
    """
    action, *rest = texts or ("list",)
    if action == "list" and not rest:
        found = await corrections.list(PLACE, slugs)
        if as_json:
            return corrections_json(found)
        lines = [correction_reply.line(each, words) for each in found]
        return "".join(f"{line}\n" for line in lines) or words.say("correction.none-yet") + "\n"
    if action == "add":
        return _printed(correction_reply.was_added(await _added(corrections, rest, slugs), words))
    if not rest:
        raise _misused()
    replies = [await _decided(corrections, action, number, words) for number in rest]
    return "".join(map(_printed, replies))


async def _added(corrections: Corrections, rest: Sequence[str], slugs: Sequence[str]) -> ListedCorrection:
    match rest:
        case [clip, heard, right]:
            return await corrections.propose(OPERATOR, clip, (heard, right))
        case [stem, time, heard, right]:
            return await corrections.add(OPERATOR, (stem, time), slugs, (heard, right))
    raise _misused()


async def _decided(corrections: Corrections, action: str, number: str, words: Words) -> Reply:
    if action == "remove":
        return correction_reply.was_removed(await corrections.remove(OPERATOR, number), words)
    if action not in _DECISIONS:
        raise _misused()
    return correction_reply.was_decided(await corrections.decide(OPERATOR, number, _DECISIONS[action]), words)


def _misused() -> UsageError:
    return UsageError("cli.corrections", usage=f"{PROGRAM} corrections {USAGE}")


def _printed(reply: Reply) -> str:
    return painted(reply, PLAIN)
