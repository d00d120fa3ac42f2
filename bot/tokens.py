"""The platforms' tokens: read from the environment or from a file that it names, and shown nowhere."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from bot.errors import UsageError


@dataclass(frozen=True, slots=True)
class TokenKind:
    """A platform's kind of token.

    Attributes:
        variable: the variable of the environment that holds it.
        shape: what every token of this kind matches.
    """

    platform: str
    variable: str
    shape: re.Pattern[str]

    @property
    def file_variable(self) -> str:
        """The variable that names a file that holds it."""
        return f"{self.variable}_FILE"


# Three base64url parts: the bot's id, an instant and a signature. Their lengths grow over the years.
DISCORD: Final = TokenKind(
    "discord", "NAJI_DISCORD_TOKEN", re.compile(r"[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{6,}")
)
# The bot's id and 35 characters today; https://core.telegram.org/bots/api#authorizing-your-bot
TELEGRAM: Final = TokenKind("telegram", "NAJI_TELEGRAM_TOKEN", re.compile(r"[0-9]{3,}:[A-Za-z0-9_-]{20,}"))

# https://core.telegram.org/bots/api#setwebhook, `secret_token`
WEBHOOK: Final = TokenKind("webhook", "NAJI_TELEGRAM_WEBHOOK_SECRET", re.compile(r"[A-Za-z0-9_-]{1,256}"))


def read_token(kind: TokenKind, environ: Mapping[str, str]) -> SecretStr | None:
    """The token that the environment holds, or that stands in the file that it names; None without either.

    Raises:
        UsageError: both are given, the file cannot be read, or what was found cannot be a token. No value of the
            error holds any part of a token.
    """
    direct, named = environ.get(kind.variable, "").strip(), environ.get(kind.file_variable, "").strip()
    if direct and named:
        raise UsageError("token.both", variable=kind.variable, file_variable=kind.file_variable)
    if not direct and not named:
        return None
    text = direct or _read(expanded(Path(named)), kind.file_variable)
    if not kind.shape.fullmatch(text):
        raise UsageError(f"token.not_{kind.platform}", variable=kind.variable if direct else kind.file_variable)
    return SecretStr(text)


def looks_like_one(text: str) -> bool:
    """Whether the text could be a token, and so must not be shown."""
    return any(kind.shape.fullmatch(text) for kind in (DISCORD, TELEGRAM))


def expanded(path: Path) -> Path:
    """The path with a leading `~` or `~user` spelt out.

    Raises:
        UsageError: `path.no_home` where that user has no home.
    """
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise UsageError("path.no_home", path=str(path)) from error


def _read(file: Path, variable: str) -> str:
    try:
        return file.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "UTF-8"
        raise UsageError("token.unreadable", variable=variable, file=str(file), reason=reason) from error
