"""What is said about aliases, in the reader's language."""

import logging
from collections.abc import Sequence

from bot.aliases import AliasProblem
from bot.amends import Alias
from handlers.columns import clean
from handlers.locale import Words
from handlers.messages import Reply, sentences
from handlers.reply import error_sentence

_LOG = logging.getLogger(__name__)


def was_added(alias: Alias, words: Words) -> Reply:
    """That these spellings mean the same here from now on."""
    return sentences(words.say("alias.added", names=_names(alias)))


def was_removed(alias: Alias, words: Words) -> Reply:
    """That they no longer do."""
    return sentences(words.say("alias.removed", names=_names(alias)))


def listing(found: Sequence[Alias], words: Words) -> Reply:
    """The aliases, a line each."""
    if not found:
        return sentences(words.say("alias.no-one"))
    lines = [words.say("alias.line", number=alias.id, names=_names(alias)) for alias in found]
    return sentences(*lines, words.say("alias.how-to-remove"))


def warn(found: AliasProblem, words: Words) -> None:
    """Tell the operator, in the log or on standard error."""
    _LOG.warning("%s", problem(found, words))


def problem(found: AliasProblem, words: Words) -> str:
    """What is wrong in the operator's file, and where."""
    key = "alias.problem" if found.entry is None else "alias.problem-entry"
    reason = error_sentence(found.error, words)
    return words.say(key, file=clean(found.file), entry=found.entry, reason=reason)


def _names(alias: Alias) -> str:
    return " = ".join(map(clean, alias.spellings))
