"""What people ask, and who presses a button: as the chats hand it over, and checked."""

from dataclasses import dataclass

from bot.errors import UsageError
from bot.model import Place
from bot.options import NO_OPTIONS, Options
from bot.search.language import Request, asked

MAX_QUERY_CHARS = 500
"""More than a person types, and less than a search would suffer from."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked, and from where.

    Attributes:
        asker: who, as `platform:user id`; a search's buttons obey nobody else.
        options: what was given beside the text.
    """

    text: str
    place: Place
    asker: str
    options: Options = NO_OPTIONS


@dataclass(frozen=True, slots=True)
class Presser:
    """Who presses a button, and where."""

    place: Place
    asker: str


def checked(text: str) -> str:
    """The text of a question without the white space around it.

    Raises:
        UsageError: `query.empty`, or `query.long` with `chars` and `limit`.
    """
    text = text.strip()
    if not text:
        raise UsageError("query.empty")
    if len(text) > MAX_QUERY_CHARS:
        raise UsageError("query.long", chars=len(text), limit=MAX_QUERY_CHARS)
    return text


def read(question: Question) -> tuple[str, Request]:
    """The text of a question without the white space around it, and what it asks for.

    Raises:
        UsageError: `query.empty`, `query.long` with `chars` and `limit`, `query.only_filters` where there is nothing
            to look for, and what `bot.search.language.asked` says of the options.
    """
    text = checked(question.text)
    request = asked(text, question.options)
    if not request.wanted.alternatives:
        raise UsageError("query.only_filters")
    return text, request


def kept_to(question: Question) -> tuple[str, ...]:
    """What a question keeps the search to, as `Page.where`.

    Raises:
        UsageError: as `read`.
    """
    return read(question)[1].filters.told


def is_literal(question: Question) -> bool:
    """Whether a question asks for words that have to stand there letter for letter.

    Raises:
        UsageError: as `read`.
    """
    return read(question)[1].wanted.holds_phrases
