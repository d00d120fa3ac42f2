"""The last results of what takes long to compute, by what they follow from: so they are never stale."""

import threading
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Memory(Generic[T]):
    """So many results; used by several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[Hashable, T] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> T | None:
        """What is kept; None where nothing is."""
        with self._lock:
            return self._kept.get(key)

    def put(self, key: Hashable, result: T) -> None:
        """Keep it in place of the oldest, where there is no more room."""
        with self._lock:
            self._kept[key] = result
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
