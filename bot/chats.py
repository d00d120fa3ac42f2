"""Wiring of the chats: each is imported where it is connected, as its library takes most of a second to load."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.config import Config
from bot.errors import UsageError
from bot.library import SystemClock
from bot.model import Platform
from bot.ports import Store
from bot.tokens import WEBHOOK
from handlers.asking import Bot
from handlers.locale import Words
from storage.sqlite import SqliteStore

if TYPE_CHECKING:
    from handlers.service import Chat


def connections(config: Config) -> Iterator[Callable[[Config, SqliteStore, Bot, Words], "Chat"]]:
    """What connects each chat that is enabled."""
    if config.discord.enabled:
        yield from (partial(discord_chat, shard=shard) for shard in range(config.discord.shards))
    if config.telegram.enabled:
        yield telegram_chat


def discord_chat(config: Config, store: Store, bot: Bot, words: Words, *, shard: int) -> "Chat":
    """One of Discord's connections, as it is configured. Its token is there: `App.run` looked."""
    from handlers.discord.client import DiscordChat
    from handlers.discord.outbox import DiscordOutbox
    from handlers.discord.wire import Connection, Shard
    from handlers.service import Chat

    options = config.discord
    shards = Shard(shard, options.shards)
    connection = Connection(_secret(options.token), options.api_url, options.gateway_url, shards)
    client = DiscordChat(connection, _always(bot), store, words)
    return Chat(Platform.DISCORD, client, DiscordOutbox(client))


def telegram_chat(config: Config, store: SqliteStore, bot: Bot, words: Words) -> "Chat":
    """Telegram, as it is configured. Its token is there: `App.run` looked.

    Raises:
        UsageError: `config.no_webhook_secret`.
    """
    from handlers.service import Chat
    from handlers.telegram.client import Settings, TelegramChat
    from handlers.telegram.presence import Keeps
    from handlers.telegram.webhook import Webhook

    options = config.telegram
    asked = options.webhook
    if asked is not None and asked.secret is None:
        raise UsageError("config.no_webhook_secret", variable=WEBHOOK.variable)
    webhook = Webhook(asked.url, asked.host, asked.port, _secret(asked.secret)) if asked else None
    settings = Settings(_secret(options.token), options.api_url, words.language, webhook)
    client = TelegramChat(_always(bot), settings, Keeps(store, store.chats, SystemClock()))
    return Chat(Platform.TELEGRAM, client, client.outbox)


def _always(bot: Bot) -> Callable[[], Awaitable[Bot]]:
    """Who answers on a platform: the library, also while it is empty. The sample show stays in the console."""

    async def choose() -> Bot:
        return bot

    return choose


async def telegram_findings(config: Config) -> Sequence[str]:
    """What Telegram says of the bot itself, as `handlers.telegram.findings` has it; nothing where it is not enabled."""
    if not config.telegram.enabled or config.telegram.token is None:
        return ()
    from handlers.telegram.findings import check

    return await check(config.telegram.token.get_secret_value(), config.telegram.api_url)


def _secret(token: SecretStr | None) -> str:
    return token.get_secret_value() if token else ""
