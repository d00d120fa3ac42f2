"""Configuration: a TOML file and the environment, read once into frozen values.

The classes named `...Options` are the one table of options: name, type, default, unit and what it is for.
`config.example.toml` is compared with them by a test. Secrets come from the environment only.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import platformdirs
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, SecretStr, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from bot.errors import UsageError
from bot.links import check_template
from bot.model import PrivateAccess
from bot.tokens import DISCORD, TELEGRAM, expanded, looks_like_one, read_token

FILE_NAME: Final = "config.toml"
STORE_NAME: Final = "naji.db"

_SHOWN_CHARS: Final = 80
_SLUG: Final = re.compile(r"[a-z0-9-]{1,32}")


# ---------------------------------------------------------------- the table of options


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value):
        raise PydanticCustomError("config.not_slug", "not a slug")
    return value


def _zone(value: object) -> ZoneInfo:
    # An empty name, a folder's or one with `..` raises each its own kind of error.
    try:
        return ZoneInfo(str(value))
    except (ValueError, OSError, LookupError) as error:
        raise PydanticCustomError("config.not_zone", "not a time zone") from error


def _ids(value: object) -> frozenset[str]:
    def is_id(one: object) -> bool:
        return not isinstance(one, bool) and re.fullmatch(r"-?[0-9]{1,20}", str(one)) is not None

    if not isinstance(value, list) or not all(is_id(one) for one in value):
        raise PydanticCustomError("config.not_ids", "not a list of ids")
    return frozenset(map(str, value))


def _address(*schemes: str) -> AfterValidator:
    def check(value: str) -> str:
        # Brackets that hold no IPv6 address, and ports that are no number, are errors of their own.
        try:
            parts = urlsplit(value)
            usable = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            raise PydanticCustomError(f"config.not_{schemes[-1]}", "not an address")
        return value.rstrip("/")

    return AfterValidator(check)


def _path(value: str) -> str:
    if "\0" in value:
        raise PydanticCustomError("config.not_path", "not a path")
    return value


def _template(value: str) -> str:
    try:
        check_template(value)
    except UsageError as error:
        raise PydanticCustomError("config.not_template", "not a link template") from error
    return value


FilePath = Annotated[str, AfterValidator(_path)]
Slug = Annotated[str, AfterValidator(_slug)]
Ids = Annotated[frozenset[str], PlainValidator(_ids)]
Template = Annotated[str, AfterValidator(_template)]
HttpAddress = Annotated[str, _address("http", "https")]
SocketAddress = Annotated[str, _address("ws", "wss")]


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


class TelegramOptions(_Options):
    """`[telegram]`; its token is `NAJI_TELEGRAM_TOKEN` or the file that `NAJI_TELEGRAM_TOKEN_FILE` names."""

    enabled: bool | None = Field(
        default=None,
        title="true or false",
        description="要不要連上 Telegram；沒寫的話，有權杖就連。\n"
        "Whether to connect to Telegram. Without it: where there is a token.",
        examples=[True],
    )
    api_url: HttpAddress = Field(
        default="https://api.telegram.org",
        title="http or https address",
        description="Telegram Bot API 的網址。\nThe address of Telegram's Bot API.",
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
    timezone: Annotated[ZoneInfo, PlainValidator(_zone)] = Field(
        default=ZoneInfo("Asia/Taipei"),
        title="IANA time zone",
        description="日期與時刻用的時區。\nThe time zone of dates and times of day.",
    )
    store: StoreOptions = StoreOptions()
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


@dataclass(frozen=True, slots=True)
class Telegram:
    """What the Telegram adapter is started with."""

    enabled: bool
    token: SecretStr | None
    api_url: str


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration.

    Attributes:
        file: where it was read, None without a file.
        store_path: absolute.
        language: `zh-TW` or `en`.
        access: the private shows by slug, and where each answers.
        links: link templates by slug of the show.
    """

    file: Path | None
    store_path: Path
    language: str
    timezone: ZoneInfo
    discord: Discord
    telegram: Telegram
    access: Mapping[str, PrivateAccess]
    links: Mapping[str, str]


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
        ),
        telegram=Telegram(
            enabled=_enabled(options.telegram.enabled, telegram),
            token=telegram,
            api_url=options.telegram.api_url,
        ),
        access={
            slug: PrivateAccess(discord_guilds=places.discord_guilds, telegram_chats=places.telegram_chats)
            for slug, places in options.access.items()
        },
        links=dict(options.links),
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
    "model_type": "config.not_section",
}
"""pydantic's kinds of error; those of the validators above are codes already."""


def _usage_error(details: ErrorDetails, file: Path) -> UsageError:
    parts = [str(part) for part in details["loc"] if part != "[key]"]
    code = _CODES.get(details["type"], details["type"])
    values = {"file": str(file), "key": ".".join(parts)}
    if code == "config.unknown_key":
        return UsageError(code, **values, known=", ".join(_nearest(parts)))
    return UsageError(code, **values, value=_shown(details["input"]))


def _nearest(parts: list[str]) -> list[str]:
    """The known keys beside an unknown one: the one that it resembles, or all."""
    sections: dict[str, type[_Options]] = {
        "store": StoreOptions,
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


def _enabled(wish: bool | None, secret: SecretStr | None) -> bool:  # noqa: FBT001 - a value that is passed on
    return secret is not None if wish is None else wish
