"""Options that are typed into one line as `name:value`, in any language's words for them: pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from handlers.asking import Parameter, Values
from handlers.locale import LANGUAGES, words_for

_OPTION = re.compile(
    r"""(?<!\S)(?P<name>[^\W\d_]+)[:：]\s*
    (?:["＂“”](?P<quoted>[^"＂“”]*)["＂“”]|「(?P<corner>[^「」]*)」|『(?P<double>[^『』]*)』)?""",
    re.VERBOSE,
)


def worded_values(parameters: Sequence[Parameter], text: str) -> tuple[Values, str]:
    """What was typed by name, and the text without it.

    A value is what stands in quotes, or else all up to the next name: values are of several words, and what has no
    name stands before them. Of a name that stands there twice the last counts. Where nothing is typed by name the
    text stays as it is.
    """
    if not any(each.is_worded for each in parameters):
        return {}, text
    names = _names(tuple(each.name for each in parameters))
    found = [match for match in _OPTION.finditer(text) if _folded(match["name"]) in names]
    if not found:
        return {}, text
    values: dict[str, str] = {}
    left = [text[: found[0].start()]]
    for match, end in zip(found, [*(match.start() for match in found[1:]), len(text)], strict=True):
        behind = text[match.end() : end]
        quoted = next((each for each in match.group("quoted", "corner", "double") if each is not None), None)
        if quoted is None:
            quoted, behind = behind, ""
        values[names[_folded(match["name"])]] = quoted.strip()
        left.append(behind)
    return values, " ".join(left)


@cache
def _names(parameters: tuple[str, ...]) -> Mapping[str, str]:
    """The parameters by what they are called: as in the table, and as each language calls its options."""
    called = {_folded(words_for(each).say(f"option.{name}")): name for each in LANGUAGES for name in parameters}
    return called | {name: name for name in parameters}


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
