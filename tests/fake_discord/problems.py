"""What Discord says when it refuses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

UNKNOWN_CHANNEL = (404, 10003, "Unknown Channel")
UNKNOWN_GUILD = (404, 10004, "Unknown Guild")
UNKNOWN_MEMBER = (404, 10007, "Unknown Member")
UNKNOWN_MESSAGE = (404, 10008, "Unknown Message")
UNKNOWN_ROLE = (404, 10011, "Unknown Role")
UNKNOWN_USER = (404, 10013, "Unknown User")
UNKNOWN_WEBHOOK = (404, 10015, "Unknown Webhook")
UNKNOWN_INTERACTION = (404, 10062, "Unknown interaction")
UNKNOWN_COMMAND = (404, 10063, "Unknown application command")
TOO_MANY_CREATED = (400, 30034, "Max number of daily application command creates has been reached (200)")
TOO_MANY_PINS = (400, 30003, "Maximum number of pins reached for the channel (250)")
TOO_MANY_PINNED_THREADS = (400, 30047, "Maximum number of pinned threads in a forum channel has been reached (1)")
NEEDS_A_TAG = (400, 40067, "A tag is required to create a forum post in this channel")
HAS_A_THREAD = (400, 160004, "A thread has already been created for this message")
ALREADY_ACKNOWLEDGED = (400, 40060, "Interaction has already been acknowledged.")
MISSING_ACCESS = (403, 50001, "Missing Access")
NOT_THE_AUTHOR = (403, 50005, "Cannot edit a message authored by another user")
EMPTY_MESSAGE = (400, 50006, "Cannot send an empty message")
CANNOT_MESSAGE_USER = (403, 50007, "Cannot send messages to this user")
MISSING_PERMISSIONS = (403, 50013, "Missing Permissions")
INVALID_WEBHOOK_TOKEN = (401, 50027, "Invalid Webhook Token")
INVALID_FORM_BODY = (400, 50035, "Invalid Form Body")
BAD_JSON = (400, 50109, "The request body contains invalid JSON.")
UNAUTHORIZED = (401, 0, "401: Unauthorized")
NOT_FOUND = (404, 0, "404: Not Found")
METHOD_NOT_ALLOWED = (405, 0, "405: Method Not Allowed")

Refusal = tuple[int, int, str]


@dataclass
class ApiError(Exception):
    """An answer that is not the one that the client hoped for."""

    status: int
    code: int
    message: str
    errors: Json | None = None
    body: Json | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def payload(self) -> Json:
        """The body of the answer."""
        if self.body is not None:
            return self.body
        told: Json = {"message": self.message, "code": self.code}
        return told if self.errors is None else {**told, "errors": self.errors}


def refuse(refusal: Refusal) -> ApiError:
    """The exception for one of the refusals above."""
    return ApiError(*refusal)


def invalid(path: Sequence[str], code: str, message: str) -> ApiError:
    """50035, pointing at the field the way Discord does."""
    told: Json = {"_errors": [{"code": code, "message": message}]}
    for part in reversed(path):
        told = {part: told}
    return ApiError(*INVALID_FORM_BODY, errors=told)


def rate_limited(retry_after_s: float, *, everywhere: bool = False, by_proxy: bool = False) -> ApiError:
    """429: for one bucket, for the whole bot, or from the proxy in front (which discord.py does not retry)."""
    body = {"message": "You are being rate limited.", "retry_after": retry_after_s, "global": everywhere, "code": 0}
    scope = {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"} if everywhere else {}
    bucket = {
        "X-RateLimit-Limit": "5",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset-After": str(retry_after_s),
        "X-RateLimit-Scope": "user",
    }
    via = {} if by_proxy else {"Via": "1.1 google"}
    headers = {"Retry-After": str(retry_after_s), **(scope or bucket), **via}
    return ApiError(429, 0, "You are being rate limited.", body=body, headers=headers)
