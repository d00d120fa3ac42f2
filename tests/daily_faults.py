"""What goes wrong with a post: what a fake outbox is told to do before it posts, or after."""

from bot.errors import PostLaterError, PostRefusedError, PostUnknownError


class Crash(BaseException):
    """The process ends here; `asyncio.gather` keeps it to the slot where it happened."""


def crash() -> None:
    raise Crash


def refused() -> None:
    raise PostRefusedError("post.refused", channel=70)


def unanswered() -> None:
    raise PostUnknownError("post.unknown")


def offline() -> None:
    raise PostLaterError("post.later")
