"""Which episode an item of a feed is: the one that it was before, one that the operator imported, or a new one."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import unquote, urlsplit

from bot.feed_model import Item, KeptItem
from bot.model import Episode
from bot.transcripts.sources import SUFFIXES
from bot.transcripts.transcript import clean

MAX_STEM_CHARS: Final = 200
_TITLE_NOISE = re.compile(r"[\W_]+")


def stems_of(items: Sequence[Item], kept: Mapping[str, KeptItem], episodes: Sequence[Episode]) -> dict[str, str]:
    """By guid, the stem of each item's episode.

    An item whose episode is in the library keeps it. Another one takes an episode that no item has: the one with the
    name of its transcript or audio file, else the only one with its number, else the only one with its title; it may
    have been imported after the item was first seen. Otherwise its guid is its stem.
    """
    there = {episode.stem for episode in episodes}
    known = {each.item.guid: stem for stem, each in kept.items() if stem in there}
    taken = set(known.values())
    found = _Library([episode for episode in episodes if episode.stem not in taken], items)
    stems: dict[str, str] = {}
    for item in items:
        if item.guid in known:
            stems[item.guid] = known[item.guid]
            continue
        own = stem_of(item.guid)
        stem = next((each for each in found.matches(item) if each not in taken), own)
        if stem not in taken:
            stems[item.guid] = stem
            taken.add(stem)
    return stems


def stem_of(guid: str) -> str:
    """A guid as a stem: on one line, composed (NFC), of a length that people can look at."""
    return unicodedata.normalize("NFC", clean(guid))[:MAX_STEM_CHARS].strip()


class _Library:
    """Episodes by what they can be told from; what several have tells none."""

    def __init__(self, episodes: Sequence[Episode], items: Sequence[Item]) -> None:
        self._stems = {_plain(episode.stem): episode.stem for episode in episodes}
        self._numbers = _unique((episode.facts.number, episode.stem) for episode in episodes)
        self._titles = _unique((_plain(episode.facts.title or ""), episode.stem) for episode in episodes)
        self._counts = Counter(item.number for item in items)
        self._titled = Counter(_plain(item.title or "") for item in items)

    def matches(self, item: Item) -> Iterator[str]:
        urls = [*(offer.url for offer in item.offers), *((item.audio_url,) if item.audio_url else ())]
        for name in (item.guid, *map(_file_stem, urls)):
            if (plain := _plain(name)) in self._stems:
                yield self._stems[plain]
        if item.number is not None and self._counts[item.number] == 1 and item.number in self._numbers:
            yield self._numbers[item.number]
        title = _plain(item.title or "")
        if title and self._titled[title] == 1 and title in self._titles:
            yield self._titles[title]


def _unique(pairs: Iterator[tuple[object, str]]) -> dict[object, str]:
    """Those whose key stands once."""
    listed = list(pairs)
    counts = Counter(key for key, _ in listed)
    return {key: stem for key, stem in listed if counts[key] == 1}


def _file_stem(url: str) -> str:
    name = unquote(urlsplit(url).path).rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    return stem if dot and (f".{suffix.lower()}" in SUFFIXES or len(suffix) <= len("json5")) else name


def _plain(text: str) -> str:
    """Without case, punctuation and spaces."""
    return _TITLE_NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())
