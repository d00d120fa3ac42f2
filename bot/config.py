"""Configuration: a TOML file and the environment, read once into frozen values.

The classes named `...Options` are the one table of options: name, type, default, unit and what it is for.
`config.example.toml` is compared with them by a test. Secrets come from the environment only.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from bot.chat_options import DEFAULT_CHATS, ChatOptions
from bot.errors import UsageError
from bot.feed_options import DEFAULT_FEEDS, FeedOptions
from bot.model import PrivateAccess
from bot.option_types import FilePath, HttpAddress, Ids, Shards, Slug, SocketAddress, Template, Zone
from bot.telegram_options import TelegramOptions
from bot.tokens import DISCORD, TELEGRAM, WEBHOOK, expanded, looks_like_one, read_token

FILE_NAME: Final = "config.toml"
STORE_NAME: Final = "naji.db"

_SHOWN_CHARS: Final = 80
_SLUG: Final = re.compile(r"[a-z0-9-]{1,32}")


# ---------------------------------------------------------------- the table of options


class _Options(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class StoreOptions(_Options):
    """`[store]`."""

    path: FilePath | None = Field(
        default=None,
        title="file",
        description="資料庫檔案；相對路徑從設定檔所在的資料夾算起。沒寫就是設定檔旁邊的 naji.db。\n"
        "The store's file; a relative path starts from this file's folder. Without it: naji.db beside this file.",
        examples=["naji.db"],
    )


class SearchOptions(_Options):
    """`[search]`."""

    aliases: FilePath | None = Field(
        default=None,
        title="file",
        description="別名檔，寫著意思相同的名稱；相對路徑從設定檔所在的資料夾算起，改了馬上生效。\n"
        "The file of aliases, names that mean the same; relative to this file's folder, read again when it changes.",
        examples=["aliases.toml"],
    )
    moderators_correct: list[Slug] = Field(
        default=[],
        title="list of shows",
        description="哪些節目的更正，各處的管理員也能決定；沒寫在這裡的只由主辦人決定。\n"
        "Shows on whose corrections the moderators of any place decide, too; on the others only the operator does.",
        examples=[["my-show"]],
    )


class SourcesOptions(_Options):
    """`[sources]`."""

    folders: dict[Slug, FilePath] = Field(
        default={},
        title="folder by show",
        description="每個節目放逐字稿的資料夾；相對路徑從設定檔所在的資料夾算起。執行中會跟著更新：新增、修改、移除都算。\n"
        "For each show the folder of its transcripts; relative to this file's folder. The running bot follows it: what "
        "is added, changed or removed there.",
        examples=[("my-show", "transcripts/my-show")],
    )


class DiscordOptions(_Options):
    """`[discord]`; its token is `NAJI_DISCORD_TOKEN` or the file that `NAJI_DISCORD_TOKEN_FILE` names."""

    enabled: bool | None = Field(
        default=None,
        title="true or false",
        description="要不要連上 Discord；沒寫的話，有權杖就連。\n"
        "Whether to connect to Discord. Without it: where there is a token.",
        examples=[True],
    )
    api_url: HttpAddress = Field(
        default="https://discord.com/api/v10",
        title="http or https address",
        description="Discord HTTP API 的網址。\nThe address of Discord's HTTP API.",
    )
    gateway_url: SocketAddress | None = Field(
        default=None,
        title="ws or wss address",
        description="Discord Gateway 的網址；沒寫就用 API 給的。\n"
        "The address of Discord's gateway. Without it: the one that the API names.",
        examples=["wss://gateway.discord.gg"],
    )
    shards: Shards = Field(
        default=1,
        title="connections, 1 to 256",
        description="要用幾條連線（shard）；一條最多 2,500 個伺服器。\n"
        "How many connections (shards) to use; one holds 2,500 servers at most.",
    )


class AccessOptions(_Options):
    """`[access.<show>]`: such a show is private and answers in these places only."""

    discord_guilds: Ids = Field(
        default=frozenset(),
        title="list of ids",
        description="可以搜尋這個節目的 Discord 伺服器。\nThe Discord servers where this show answers.",
        examples=[[123456789012345678]],
    )
    telegram_chats: Ids = Field(
        default=frozenset(),
        title="list of ids",
        description="可以搜尋這個節目的 Telegram 群組或頻道。\n"
        "The Telegram groups and channels where this show answers.",
        examples=[[-1001234567890]],
    )


class FileOptions(_Options):
    """The whole file."""

    language: Literal["zh-TW", "en"] = Field(
        default="zh-TW",
        title="zh-TW or en",
        description="哪集說話用的語言。\nThe language that Naji speaks.",
    )
    timezone: Zone = Field(
        default=ZoneInfo("Asia/Taipei"),
        title="IANA time zone",
        description="日期與時刻用的時區。\nThe time zone of dates and times of day.",
    )
    store: StoreOptions = StoreOptions()
    search: SearchOptions = SearchOptions()
    feeds: FeedOptions = DEFAULT_FEEDS
    sources: SourcesOptions = SourcesOptions()
    chats: ChatOptions = DEFAULT_CHATS
    discord: DiscordOptions = DiscordOptions()
    telegram: TelegramOptions = TelegramOptions()
    links: dict[Slug, Template] = Field(
        default={},
        title="link template by show",
        description="每個節目從某一刻開始播放的連結範本；單集或節目資料裡另有寫的優先。\n"
        "For each show the template of links that play from a moment; one given with the episode or show goes first.",
        examples=[("my-show", "https://example.org/{stem}#t={seconds}")],
    )
    access: dict[Slug, AccessOptions] = Field(
        default={},
        title="places by show",
        description="寫在這裡的節目是私人的：只在列出的地方回答，別處、私訊與 inline 都找不到。\n"
        "A show that stands here is private: it answers in the places listed, and never elsewhere, in direct messages "
        "or inline.",
        examples=["my-show"],
    )


# ---------------------------------------------------------------- the values


@dataclass(frozen=True, slots=True)
class Discord:
    """What the Discord adapter is started with; `gateway_url` is None where the API names it."""

    enabled: bool
    token: SecretStr | None
    api_url: str
    gateway_url: str | None
    shards: int = 1


@dataclass(frozen=True, slots=True)
class TelegramWebhook:
    """Where Telegram sends updates, where they are taken, and what tells that they are Telegram's."""

    url: str
    host: str
    port: int
    secret: SecretStr | None


@dataclass(frozen=True, slots=True)
class Telegram:
    """What the Telegram adapter is started with; without a webhook it asks for updates."""

    enabled: bool
    token: SecretStr | None
    api_url: str
    webhook: TelegramWebhook | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration.

    Attributes:
        file: where it was read, None without a file.
        store_path: absolute.
        language: `zh-TW` or `en`.
        access: the private shows by slug, and where each answers.
        links: link templates by slug of the show.
        aliases: the file of aliases, absolute; None without one.
        moderators_correct: slugs of the shows on whose corrections moderators decide.
        feeds: how feeds are followed.
        folders: by slug the folder of a show's transcripts, absolute.
        chats: how fast may be asked.
    """

    file: Path | None
    store_path: Path
    language: str
    timezone: ZoneInfo
    discord: Discord
    telegram: Telegram
    access: Mapping[str, PrivateAccess]
    links: Mapping[str, str]
    aliases: Path | None = None
    moderators_correct: frozenset[str] = frozenset()
    feeds: FeedOptions = DEFAULT_FEEDS
    folders: Mapping[str, Path] = field(default_factory=dict)
    chats: ChatOptions = DEFAULT_CHATS

    @property
    def secrets(self) -> list[str]:
        """What must stand in no log."""
        webhook = self.telegram.webhook
        found = (self.discord.token, self.telegram.token, webhook.secret if webhook else None)
        return [secret.get_secret_value() for secret in found if secret]


def load(file: Path | None, environ: Mapping[str, str], folder: Path, *, store: Path | None = None) -> Config:
    """Read the configuration.

    Args:
        file: the file to read; None looks for `config.toml` in `folder`, then in the user's configuration folder,
            and does without where there is neither.
        environ: where tokens are looked for.
        folder: the current folder, absolute.
        store: the store's file, over what the configuration says; relative to `folder`.

    Raises:
        UsageError: the file or a token is not as it should be; the values name file, key, value or variable.
    """
    found = _find(file, folder)
    options = _read(found) if found else FileOptions()
    discord, telegram = read_token(DISCORD, environ), read_token(TELEGRAM, environ)
    base = found.parent if found else folder
    return Config(
        file=found,
        store_path=folder / expanded(store) if store else _store_path(options.store.path, found),
        language=options.language,
        timezone=options.timezone,
        discord=Discord(
            enabled=_enabled(options.discord.enabled, discord),
            token=discord,
            api_url=options.discord.api_url,
            gateway_url=options.discord.gateway_url,
            shards=options.discord.shards,
        ),
        telegram=Telegram(
            enabled=_enabled(options.telegram.enabled, telegram),
            token=telegram,
            api_url=options.telegram.api_url,
            webhook=_webhook(options.telegram, environ),
        ),
        access={
            slug: PrivateAccess(discord_guilds=places.discord_guilds, telegram_chats=places.telegram_chats)
            for slug, places in options.access.items()
        },
        links=dict(options.links),
        aliases=found.parent / expanded(Path(options.search.aliases)) if found and options.search.aliases else None,
        moderators_correct=frozenset(options.search.moderators_correct),
        feeds=options.feeds,
        folders={slug: base / expanded(Path(path)) for slug, path in options.sources.folders.items()},
        chats=options.chats,
    )


# ---------------------------------------------------------------- the file


def _find(file: Path | None, folder: Path) -> Path | None:
    if file is not None:
        return folder / expanded(file)
    candidates = (folder / FILE_NAME, platformdirs.user_config_path("naji", appauthor=False) / FILE_NAME)
    return next((candidate for candidate in candidates if candidate.is_file()), None)


def _store_path(path: str | None, file: Path | None) -> Path:
    if file is None:
        return platformdirs.user_data_path("naji", appauthor=False) / STORE_NAME
    return file.parent / expanded(Path(path or STORE_NAME))


def _read(file: Path) -> FileOptions:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise UsageError("config.missing", file=str(file)) from error
    except OSError as error:
        raise UsageError("config.unreadable", file=str(file), reason=error.strerror) from error
    except UnicodeDecodeError as error:
        raise UsageError("config.not_utf8", file=str(file)) from error
    # ValueError: bad TOML, or a number of too many digits. Brackets alone run deeper than Python's stack.
    except (ValueError, RecursionError) as error:
        raise UsageError("config.not_toml", file=str(file), reason=_without_quotes(str(error))) from error
    _refuse_tokens(table, file)
    try:
        return FileOptions.model_validate(table)
    except ValidationError as error:
        raise _usage_error(error.errors()[0], file) from error


def _without_quotes(reason: str) -> str:
    """The parser's reason without what it quotes of the file, which may be a part of a token."""
    return re.sub(r"'[^']*'|\"[^\"]*\"", "…", reason)


def _refuse_tokens(table: Mapping[str, Any], file: Path) -> None:
    for kind in (DISCORD, TELEGRAM):
        options = table.get(kind.platform)
        for key in options if isinstance(options, dict) else ():
            if "token" in key.lower():
                key_in_file = f"{kind.platform}.{key}"
                raise UsageError("config.token_in_file", file=str(file), key=key_in_file, variable=kind.variable)


_CODES: Final = {
    "extra_forbidden": "config.unknown_key",
    "string_type": "config.not_text",
    "bool_type": "config.not_boolean",
    "literal_error": "config.not_language",
    "dict_type": "config.not_section",
    "list_type": "config.not_slugs",
    "model_type": "config.not_section",
}
"""pydantic's kinds of error; those of the validators above are codes already."""
_RANGES: Final = frozenset(("config.not_number", "config.not_pause"))


def _usage_error(details: ErrorDetails, file: Path) -> UsageError:
    parts = [str(part) for part in details["loc"] if part != "[key]"]
    code = _CODES.get(details["type"], details["type"])
    values = {"file": str(file), "key": ".".join(parts)}
    if code == "config.unknown_key":
        return UsageError(code, **values, known=", ".join(_nearest(parts)))
    limits = details["ctx"] if code in _RANGES else {}
    return UsageError(code, **values, **limits, value=_shown(details["input"]))


def _nearest(parts: list[str]) -> list[str]:
    """The known keys beside an unknown one: the one that it resembles, or all."""
    sections: dict[str, type[BaseModel]] = {
        "store": StoreOptions,
        "search": SearchOptions,
        "feeds": FeedOptions,
        "sources": SourcesOptions,
        "chats": ChatOptions,
        "discord": DiscordOptions,
        "telegram": TelegramOptions,
        "access": AccessOptions,
    }
    known = list((sections[parts[0]] if len(parts) > 1 else FileOptions).model_fields)
    return difflib.get_close_matches(parts[-1], known, n=1) or known


def _shown(value: object) -> str:
    """A value as a sentence quotes it: short, and never a token that landed in the wrong key."""
    text = str(value) or '""'
    if looks_like_one(text):
        return "…"
    return text if len(text) <= _SHOWN_CHARS else text[: _SHOWN_CHARS - 1] + "…"


def _webhook(options: TelegramOptions, environ: Mapping[str, str]) -> TelegramWebhook | None:
    if options.webhook_url is None:
        return None
    host, _, port = options.webhook_listen.rpartition(":")
    return TelegramWebhook(options.webhook_url, host.strip("[]"), int(port), read_token(WEBHOOK, environ))


def _enabled(wish: bool | None, secret: SecretStr | None) -> bool:  # noqa: FBT001 - a value that is passed on
    return secret is not None if wish is None else wish
