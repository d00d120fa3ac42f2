"""The only exceptions that a user or an operator is meant to read.

Each carries a stable `code`, the key of its sentence in the catalogues, and the values that the sentence names.
The words themselves are written by `handlers`, in the reader's language; `str()` of an error is for logs.
"""


class NajiError(Exception):
    """Something that a sentence to the reader settles.

    Args:
        code: the sentence's key, such as `store.newer`.
        values: what the sentence names: file, line, key, value, what was expected.
    """

    exit_code = 1

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values: dict[str, object] = values

    def __reduce__(self) -> "tuple[object, ...]":
        """From one process to another, whatever a subclass is made of."""
        return _restored, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        named = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.code}({named})"


def _restored(kind: type[NajiError], args: tuple[object, ...], state: dict[str, object]) -> NajiError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class UsageError(NajiError):
    """Wrong use or configuration: exit code 2, and nothing was changed."""

    exit_code = 2


class StoreError(NajiError):
    """The store cannot be opened, read or written."""


class ChangedError(StoreError):
    """What was read has changed before it could be written back: nothing was written. Read it again, and try again."""


class TranscriptError(NajiError):
    """A transcript of which nothing can be used."""


class FeedError(NajiError):
    """A feed, or what it names, that cannot be fetched or read. What was read of it before stays."""


class NotFoundError(NajiError):
    """What was asked for is not there, or not for this place: the two are told apart nowhere."""


class BusyError(NajiError):
    """Too many ask at once: nothing was looked for. Ask again in a moment."""


class PostRefusedError(NajiError):
    """A platform refused a post: nothing was posted, and trying again in the same way is pointless."""


class PostForbiddenError(PostRefusedError):
    """A place takes no posts of the bot any more: it is gone, or the bot was shut out of it."""


class PostLaterError(PostRefusedError):
    """A platform cannot take a post now, being offline or flooded: nothing was posted, and later it may be."""


class PostUnknownError(NajiError):
    """A post was sent and no answer came: it may stand there."""
