"""How fast a bot may speak: about one message a second and chat, thirty a second in all, twenty a minute and group."""

from collections import deque
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from tests.fake_telegram.chats import Chat
from tests.fake_telegram.clock import Clock
from tests.fake_telegram.refusal import too_many

IN_ALL: Final = (30, 1.0)
PER_CHAT: Final = (1, 1.0)
PER_GROUP: Final = (20, 60.0)


@dataclass
class Flood:
    """Counts on the platform's clock; refuses only where a test turns it on."""

    clock: Clock
    is_enforced: bool = False
    _sent: dict[object, deque[float]] = field(default_factory=dict)

    def check(self, chat: Chat) -> None:
        """Count one message.

        Raises:
            Refusal: 429 with the seconds to wait.
        """
        if not self.is_enforced:
            return
        now = self.clock.now().timestamp()
        limits = {"all": IN_ALL, chat.id: PER_CHAT}
        if chat.type != "private":
            limits["group", chat.id] = PER_GROUP
        wait_s = max(self._wait_s(key, limit, now) for key, limit in limits.items())
        if wait_s > 0:
            raise too_many(ceil(wait_s))
        for key in limits:
            self._sent[key].append(now)

    def _wait_s(self, key: object, limit: tuple[int, float], now: float) -> float:
        count, span_s = limit
        sent = self._sent.setdefault(key, deque())
        while sent and sent[0] <= now - span_s:
            sent.popleft()
        return 0.0 if len(sent) < count else sent[0] + span_s - now
