"""`naji privacy`: what may follow it, and what it prints. For operators whom somebody asks."""

import re
from collections.abc import Sequence

from bot.errors import UsageError
from bot.model import Platform
from bot.people import People
from handlers import people_reply
from handlers.locale import PROGRAM, Words
from handlers.terminal import PLAIN, painted

USAGE = "show PERSON | delete PERSON"
_PERSON = re.compile(rf"(?:{'|'.join(Platform)}):-?\w+")


async def carry_out(people: People, texts: Sequence[str], words: Words) -> str:
    """Do what was typed behind the command; what to print.

    Raises:
        UsageError: `cli.privacy` with `usage`.
    """
    match texts:
        case ["show", person] if _PERSON.fullmatch(person):
            return painted(people_reply.facts_of(await people.kept_of(person), words), PLAIN)
        case ["delete", person] if _PERSON.fullmatch(person):
            return painted(people_reply.was_forgotten(await people.forget(person), words), PLAIN)
    raise UsageError("cli.privacy", usage=f"{PROGRAM} privacy {USAGE}")
