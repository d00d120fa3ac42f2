"""Clips that are offered by the dozen and not written, such as the results of an inline query.

Each key that is pressed offers twenty, and few are ever sent: rows for all of them would be written for nothing, and
placed anew at each import. So whatever stands for an offered clip carries the way to its words instead: the episode,
the span, and how many characters they are. Its id is the keyed hash of exactly that: it tells which of the words there
they were, and that nobody made the way up. Whoever asks for more of it has its row written.
"""

import re
from dataclasses import dataclass
from typing import Self

from bot.access import Access
from bot.amending import amended_clip
from bot.clips import FIRST_LINES, OpenedClip, hash_letters, open_clip, opened, read_and_keep, read_id, spoken
from bot.errors import NotFoundError
from bot.model import Clip, ClipId, Episode, EpisodeId, Place, Scope
from bot.ports import Snapshot, Store
from bot.withholding import Withholding

REACH_MS = 60_000
"""How far behind its end the words of a clip are looked for: the span of a hit is cut short, its words are not."""
MAX_CHARS = 4_000
"""Of an offered clip, and of the text in which its words are looked for: 4,000 hashes take some 20 ms."""

_OFFER = re.compile(r"([0-9a-z]{6,32})" + r"\.([0-9a-f]{1,12})" * 4)


@dataclass(frozen=True, slots=True)
class Offer:
    """The way to an offered clip's words.

    Attributes:
        length: of its words, in characters.
    """

    clip: ClipId
    episode: EpisodeId
    start_ms: int
    end_ms: int
    length: int

    @classmethod
    def of(cls, clip: Clip) -> Self:
        """The way to this clip."""
        return cls(clip.id, clip.episode.id, clip.start_ms, clip.end_ms, len(clip.words))

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The offer that `str` wrote; None where the text is none."""
        found = _OFFER.fullmatch(text)
        if found is None:
            return None
        episode, start_ms, duration_ms, length = (int(part, 16) for part in found.groups()[1:])
        return cls(ClipId(found[1]), EpisodeId(episode), start_ms, start_ms + duration_ms, length)

    def __str__(self) -> str:
        """Some 40 ASCII characters, the clip's id first."""
        numbers = (self.episode, self.start_ms, self.end_ms - self.start_ms, self.length)
        return ".".join((self.clip, *(f"{number:x}" for number in numbers)))


class Offers:
    """Opens clips that were offered.

    Args:
        store: the library.
        access: draws the scope of a place.
    """

    def __init__(self, store: Store, access: Access) -> None:
        self._store = store
        self._access = access

    async def open(self, text: str, place: Place, *, lines: int = FIRST_LINES) -> OpenedClip:
        """The clip of an offer with `lines` cues around it, kept from now on; one that has its row goes by its id.

        Raises:
            NotFoundError: as `bot.clips.open_clip`: also where an offer's episode was replaced before it was kept.
        """

        def look(snapshot: Snapshot) -> OpenedClip:
            scope, offer = self._access.scope(snapshot, place), Offer.read(text)
            clip, withholding = _offered(snapshot, offer, scope), Withholding(snapshot, place)
            if clip is None:
                return open_clip(snapshot, text if offer is None else offer.clip, scope, lines, withholding)
            if not withholding.shows(amended_clip(snapshot, clip)):
                raise NotFoundError("clip.withheld", id=clip.id)
            return opened(snapshot, clip, scope, lines, withholding)

        return await read_and_keep(self._store, look, lambda shown: shown.clip)


def _offered(snapshot: Snapshot, offer: Offer | None, scope: Scope) -> Clip | None:
    """The clip, if it has no row yet and its words stand where they stood."""
    if offer is None or read_id(offer.clip) is None or snapshot.clip_id_taken(offer.clip):
        return None
    for episode in snapshot.episodes_by_id([offer.episode], scope):
        words = _words(snapshot, offer, episode)
        if words is not None:
            return Clip(offer.clip, episode, offer.start_ms, offer.end_ms, words)
    return None


def _words(snapshot: Snapshot, offer: Offer, episode: Episode) -> str | None:
    text = spoken(snapshot.cues_between(episode.id, offer.start_ms, offer.end_ms + REACH_MS))[: 2 * MAX_CHARS]
    key = snapshot.clip_key()
    for start in range(min(len(text) - offer.length + 1, MAX_CHARS)) if 0 < offer.length <= MAX_CHARS else ():
        words = text[start : start + offer.length]
        if hash_letters(key, episode, offer.start_ms, words).startswith(offer.clip):
            return words
    return None
