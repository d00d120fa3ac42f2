"""A snapshot that counts what is asked of it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bot.ports import Snapshot


@dataclass
class Counting:
    """In front of a snapshot: `calls` says how often each of its methods was called."""

    snapshot: Snapshot
    calls: Counter[str] = field(default_factory=Counter)

    def __getattr__(self, name: str) -> Any:
        def counted(*args: object, **options: object) -> object:
            self.calls[name] += 1
            return getattr(self.snapshot, name)(*args, **options)

        return counted
