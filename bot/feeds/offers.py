"""Which of an item's transcripts is fetched: in the show's language first, then the type that has the most in it.

| type | what it has | why it stands there |
|---|---|---|
| JSON | times, speakers, often each word's time | quotes begin at their word, and say who speaks |
| WebVTT | times of a thousandth, speakers by `<v>` | as exact, without words' times as a rule |
| SRT | times of a thousandth | speakers at best in the text |
| HTML | times of turns, speakers | a time for each turn, which may last minutes |
| plain text | words | searchable, shown without a time |

The order only says what is tried first: what is fetched is told by its content, as any file is.
"""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from bot.feed_model import Offer

ORDER: Final = ("json", "vtt", "srt", "html", "plain")
"""Best first, by the table above."""
_TYPES: Final = {
    "application/json": "json",
    "text/json": "json",
    "text/vtt": "vtt",
    "application/vtt": "vtt",
    "application/srt": "srt",
    "application/x-subrip": "srt",
    "text/srt": "srt",
    "text/html": "html",
    "text/plain": "plain",
}
"""The types of https://podcasting2.org/docs, and what feeds write in their place."""
_SUFFIXES: Final = {"json": "json", "vtt": "vtt", "srt": "srt", "html": "html", "htm": "html", "txt": "plain"}
"""What is believed where the type is none of those."""


def ranked(offers: Sequence[Offer], show_language: str) -> tuple[Offer, ...]:
    """The transcripts that may be fetched, best first; of two alike the first.

    A transcript that names no language has the show's (https://podcasting2.org/docs); where the feed does not tell the
    show's, every one fits. Beside one that fits, the others are translations: nobody said their words, and they are
    left out. Where none fits they are taken if they are all of one language: feeds often carry the language that
    their host was set to.
    """
    fits = [(distance, offer) for offer in offers if (distance := _distance(offer.language, show_language)) is not None]
    if not fits and len({_primary(offer.language) for offer in offers}) == 1:
        fits = [(0, offer) for offer in offers]
    return tuple(offer for _, offer in sorted(fits, key=lambda pair: (pair[0], _rank(pair[1]))))


def _distance(language: str, show: str) -> int | None:
    """0 for the show's own language, 1 for another form of it (`zh` for `zh-tw`), None for another language."""
    if not language or not show or language == show:
        return 0
    return 1 if _primary(language) == _primary(show) else None


def _primary(language: str) -> str:
    return language.partition("-")[0]


def _rank(offer: Offer) -> int:
    suffix = urlsplit(offer.url).path.rpartition(".")[2].lower()
    kind = _TYPES.get(offer.type) or _SUFFIXES.get(suffix)
    return ORDER.index(kind) if kind else len(ORDER)
