"""What the platform answers instead of a result."""

from typing import Any


class Refusal(Exception):  # noqa: N818  what it is called everywhere here: an answer, not a mistake of the fake
    """An answer with `ok: false`.

    Args:
        code: the HTTP status, the same as `error_code`.
        description: Telegram's sentence.
        is_breach: the bot broke a rule that it could have known, as against a circumstance such as a deleted
            message; breaches fail the test at the end.
        parameters: `retry_after`, `migrate_to_chat_id`.
    """

    def __init__(
        self, code: int, description: str, *, is_breach: bool = False, parameters: dict[str, int] | None = None
    ) -> None:
        super().__init__(code, description)
        self.code = code
        self.description = description
        self.is_breach = is_breach
        self.parameters = parameters

    def wire(self) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def breach(description: str) -> Refusal:
    """A rule that the bot could have known."""
    return Refusal(400, f"Bad Request: {description}", is_breach=True)


def circumstance(description: str) -> Refusal:
    """Something that can happen to a bot that did nothing wrong."""
    return Refusal(400, f"Bad Request: {description}")


def forbidden(description: str) -> Refusal:
    """The chat does not want the bot."""
    return Refusal(403, f"Forbidden: {description}")


def conflict(description: str) -> Refusal:
    """Two want the same updates."""
    return Refusal(409, f"Conflict: {description}")


def too_many(retry_after_s: int) -> Refusal:
    """Faster than the platform allows."""
    return Refusal(429, f"Too Many Requests: retry after {retry_after_s}", parameters={"retry_after": retry_after_s})
