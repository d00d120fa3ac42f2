"""Who asks too fast, and for how long they wait: token buckets, one for each person in a place and one for the place.

A bucket holds some tokens, a search takes one, and each comes back after a pause. What is kept of one is a single
number, the instant at which all its tokens will be back: from then on it is like one that was never used, and is
forgotten.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from time import monotonic

from bot.model import Place, PlaceKind

MOST_BUCKETS = 10_000
"""More than this many that are not full are never kept: some 2 MB."""
_FEWEST_SWEPT = 256
_SLACK_S = 0.001
"""Sums of seconds are not exact; nobody waits for less."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """How a bucket is made: so many tokens, and the seconds after which each comes back; 0 is no limit."""

    tokens: int
    pause_s: float


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast may be asked.

    Attributes:
        person: by one person in one place.
        place: by all of one place together.
    """

    person: Bucket
    place: Bucket


class Over(StrEnum):
    """Which limit somebody is over."""

    PERSON = "person"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Wait:
    """How long somebody waits for a token, in seconds, and of which bucket."""

    over: Over
    seconds: float


class Buckets:
    """Buckets by name; those that are full take no room."""

    def __init__(self) -> None:
        self._full_s: dict[str, float] = {}
        self._sweep_at = _FEWEST_SWEPT

    def __len__(self) -> int:
        return len(self._full_s)

    def wait_s(self, name: str, bucket: Bucket, now_s: float) -> float:
        """The seconds until a token can be taken; 0 where one is there.

        Args:
            name: whose it is.
            bucket: how it is made; it may be made otherwise than the last time.
            now_s: of a clock that never goes back, in seconds.
        """
        wait_s = self._owed_s(name, bucket, now_s) + bucket.pause_s - bucket.tokens * bucket.pause_s
        return wait_s if wait_s > _SLACK_S else 0.0

    def take(self, name: str, bucket: Bucket, now_s: float) -> None:
        """Take a token that is there."""
        if not bucket.pause_s:
            return
        self._full_s[name] = now_s + self._owed_s(name, bucket, now_s) + bucket.pause_s
        if len(self._full_s) >= self._sweep_at:
            self._sweep(now_s)

    def _owed_s(self, name: str, bucket: Bucket, now_s: float) -> float:
        """The seconds until it is full. Never more than an empty one takes: it may have been a slower one before."""
        return min(max(0.0, self._full_s.get(name, now_s) - now_s), bucket.tokens * bucket.pause_s)

    def _sweep(self, now_s: float) -> None:
        """Forget those that are full, and of too many others those that will be so first."""
        left = sorted((full_s, name) for name, full_s in self._full_s.items() if full_s > now_s)
        self._full_s = {name: full_s for full_s, name in left[-MOST_BUCKETS // 2 :]}
        self._sweep_at = max(_FEWEST_SWEPT, 2 * len(self._full_s))


class Cooldown:
    """Tells who may search now.

    Args:
        limits: where a place sets none of its own.
        now_s: a clock that never goes back, in seconds.

    Attributes:
        limits: as they were given.
    """

    def __init__(self, limits: Limits, now_s: Callable[[], float] = monotonic) -> None:
        self.limits = limits
        self._now_s = now_s
        self._people = Buckets()
        self._places = Buckets()
        self._told = Buckets()

    def wait(self, place: Place, asker: str, pause_s: int | None = None) -> Wait | None:
        """Take what a search costs, or say what is waited for: then nothing was taken.

        Args:
            place: where somebody searches.
            asker: who, as `platform:user id`.
            pause_s: the place's own seconds for a person; None for those of the limits.
        """
        now_s = self._now_s()
        person = self.limits.person if pause_s is None else replace(self.limits.person, pause_s=float(pause_s))
        whose, where = _person(place, asker), place.key
        waits = (
            Wait(Over.PERSON, self._people.wait_s(whose, person, now_s)),
            Wait(Over.PLACE, self._places.wait_s(where, self.limits.place, now_s)),
        )
        longest = max(waits, key=lambda wait: wait.seconds)
        if longest.seconds:
            return longest
        self._people.take(whose, person, now_s)
        self._places.take(where, self.limits.place, now_s)
        return None

    def may_tell(self, place: Place, asker: str) -> bool:
        """Whether the asker has not been told yet to wait, in this place and minute."""
        return not self._told.wait_s(_person(place, asker), _TELLING, self._now_s())

    def tell(self, place: Place, asker: str) -> None:
        """Note that the asker was told."""
        self._told.take(_person(place, asker), _TELLING, self._now_s())


_TELLING = Bucket(1, 60.0)
"""Where everybody sees it, somebody is told once a minute that they are too fast: no flood is answered by another."""


def _person(place: Place, asker: str) -> str:
    """A person's name in a place. Where the bot is no member a person has one for all: places cost them nothing."""
    return asker if place.kind is PlaceKind.ABROAD else f"{place.key} {asker}"
