"""Updates on their way to the bot: long polling and webhook, never both."""

import asyncio
import contextlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import aiohttp

from tests.fake_telegram.refusal import breach, conflict

if TYPE_CHECKING:
    from tests.fake_telegram.world import World

Update = dict[str, Any]

NOT_BY_DEFAULT: Final = {"chat_member", "message_reaction", "message_reaction_count"}
KINDS: Final = NOT_BY_DEFAULT | {
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "my_chat_member",
    "chat_join_request",
    "poll",
    "poll_answer",
    "shipping_query",
    "pre_checkout_query",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "chat_boost",
    "removed_chat_boost",
    "purchased_paid_media",
    "managed_bot",
    "guest_message",
}
MAX_POLL_S: Final = 50
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates are posted to."""

    url: str
    secret: str | None
    max_connections: int


@dataclass
class UpdateQueue:
    """What the bot has not confirmed yet.

    `sent` remembers every update ever queued, so that a test can have one delivered again.
    """

    world: "World"
    pending: list[Update] = field(default_factory=list)
    sent: dict[int, Update] = field(default_factory=dict)
    webhook: Webhook | None = None
    allowed: frozenset[str] = frozenset(KINDS - NOT_BY_DEFAULT)
    backwards: bool = False
    polls: int = 0
    is_closing: bool = False
    webhook_failures: int = 0
    _again: list[Update] = field(default_factory=list)
    _next_id: int = 1_000
    _tries: int = 0

    def push(self, kind: str, payload: dict[str, Any]) -> int | None:
        """Queue an update; its id, or None where the bot did not ask for this kind."""
        if kind not in self.allowed:
            return None
        self._next_id += 1
        update = {"update_id": self._next_id, kind: payload}
        self.pending.append(update)
        self.sent[self._next_id] = update
        self.world.check_object("Update", update)
        self.world.signal.fire()
        return self._next_id

    def repeat(self, update_id: int) -> None:
        """Deliver an update once more although it was confirmed, as after a failure at the platform's side."""
        self._again.append(self.sent[update_id])
        self.world.signal.fire()

    def allow(self, kinds: list[str] | None) -> None:
        """Remember what the bot wants; an empty list means all but those that are off by default."""
        if kinds is None:
            return
        if unknown := set(kinds) - KINDS:
            raise breach(f"unknown allowed_updates: {sorted(unknown)}")
        self.allowed = frozenset(kinds) or frozenset(KINDS - NOT_BY_DEFAULT)

    async def poll(self, params: dict[str, Any]) -> list[Update]:
        """`getUpdates`: wait for something until the timeout; a newer poll ends this one.

        Raises:
            Refusal: 409, where a webhook is set or a newer poll came.
        """
        if self.webhook is not None:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        self.polls += 1
        mine, limit = self.polls, params.get("limit", 100)
        self.world.signal.fire()
        self.allow(params.get("allowed_updates"))
        self._confirm(params.get("offset", 0))
        await self._something(mine, min(params.get("timeout", 0), MAX_POLL_S))
        if mine != self.polls:
            raise conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
        return self._batch(limit if 1 <= limit <= 100 else 100)

    def _confirm(self, offset: int) -> None:
        if offset > 0:
            self.pending = [update for update in self.pending if update["update_id"] >= offset]
        elif offset < 0:
            self.pending = self.pending[offset:]

    async def _something(self, mine: int, timeout_s: int) -> None:
        """Until there is an update, or the time is over: on the platform's clock or, failing that, on the real one."""
        ends = self.world.clock.unix() + timeout_s
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                while not (self.pending or self._again or mine != self.polls or self.is_closing):
                    if self.world.clock.unix() >= ends:
                        return
                    await self.world.signal.wait()

    def _batch(self, limit: int) -> list[Update]:
        batch = [*self._again, *self.pending[: max(limit - len(self._again), 0)]]
        self._again = []
        return batch[::-1] if self.backwards else batch

    def set_webhook(self, params: dict[str, Any]) -> None:
        """Post from now on; an empty address ends it.

        Raises:
            Refusal: an address or a secret that Telegram does not take.
        """
        url, secret = params["url"], params.get("secret_token")
        if url and not re.match(r"https://|http://127\.0\.0\.1[:/]", url):
            raise breach("bad webhook: An HTTPS URL must be provided for webhook")
        if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise breach("secret token contains unallowed characters")
        if not 1 <= params.get("max_connections", 40) <= 100:
            raise breach("max_connections is 1-100")
        self.allow(params.get("allowed_updates"))
        if params.get("drop_pending_updates"):
            self.pending = []
        self.webhook = Webhook(url, secret, params.get("max_connections", 40)) if url else None
        self.polls += 1
        self.world.signal.fire()

    def redeliver(self) -> None:
        """Try again now what the webhook did not take."""
        self._tries += 1
        self.world.signal.fire()

    async def deliver(self) -> None:
        """Post pending updates for ever; one that is not taken stays and is tried again at the next occasion."""
        timeout = aiohttp.ClientTimeout(total=10)
        async with aiohttp.ClientSession(timeout=timeout) as client:
            while True:
                tries, pushed = self._tries, self._next_id
                if self.webhook is None or not (self.pending or self._again):
                    await self.world.signal.wait()
                elif not await self._post(client, self.webhook, (self._again or self.pending)[0]):
                    self.webhook_failures += 1
                    self.world.signal.fire()
                    while (tries, pushed) == (self._tries, self._next_id):
                        await self.world.signal.wait()

    async def _post(self, client: aiohttp.ClientSession, webhook: Webhook, update: Update) -> bool:
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        try:
            async with client.post(webhook.url, json=update, headers=headers) as answer:
                taken = answer.ok
        except (aiohttp.ClientError, TimeoutError):
            taken = False
        if taken:
            waiting = self._again if update in self._again else self.pending
            with contextlib.suppress(ValueError):
                waiting.remove(update)
        return taken

    def info(self) -> dict[str, Any]:
        """The WebhookInfo."""
        hook = self.webhook
        seen: dict[str, Any] = {
            "url": hook.url if hook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.pending),
        }
        return seen | ({"max_connections": hook.max_connections} if hook else {})
