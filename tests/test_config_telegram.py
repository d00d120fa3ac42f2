"""How Telegram reaches the bot, as it is configured."""

from pathlib import Path

import pytest

from bot.chats import telegram_chat
from bot.config import Config, load
from bot.errors import UsageError
from handlers.asking import Bot
from handlers.locale import words_for
from storage.sqlite import open_store
from tests.small_library import SmallLibrary, house

TOKEN = {"NAJI_TELEGRAM_TOKEN": "123456:AAFakeTokenOfNoRealBotAtAll-0123456789"}
SECRET = {"NAJI_TELEGRAM_WEBHOOK_SECRET": "a-secret_1"}
HOOKED = '[telegram]\nwebhook_url = "https://bot.example.org/telegram"\n'


def read(folder: Path, text: str, environ: dict[str, str]) -> Config:
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return load(None, environ, folder)


def test_without_an_address_updates_are_asked_for(tmp_path: Path) -> None:
    assert read(tmp_path, "", TOKEN | SECRET).telegram.webhook is None


@pytest.mark.parametrize(
    ("listen", "host", "port"),
    [("0.0.0.0:80", "0.0.0.0", 80), ("[::1]:8443", "::1", 8443), ("naji.lan:65535", "naji.lan", 65535)],
)
def test_where_updates_are_sent_and_taken_is_read(tmp_path: Path, listen: str, host: str, port: int) -> None:
    webhook = read(tmp_path, f'{HOOKED}webhook_listen = "{listen}"', TOKEN | SECRET).telegram.webhook
    assert webhook is not None
    assert (webhook.url, webhook.host, webhook.port) == ("https://bot.example.org/telegram", host, port)
    assert webhook.secret is not None
    assert webhook.secret.get_secret_value() == "a-secret_1"


@pytest.mark.parametrize("listen", ["8443", ":8443", "host:", "host:0", "host:65536", "::1:80", "host:80x", "a b:80"])
def test_what_is_no_place_to_listen_is_refused(tmp_path: Path, listen: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, f'{HOOKED}webhook_listen = "{listen}"', TOKEN | SECRET)
    assert caught.value.code == "config.not_listen"


@pytest.mark.parametrize("secret", ["with space", "密碼", "a" * 257, "a/b"])
def test_what_telegram_takes_for_no_secret_is_refused_without_being_shown(tmp_path: Path, secret: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, HOOKED, TOKEN | {"NAJI_TELEGRAM_WEBHOOK_SECRET": secret})
    assert caught.value.code == "token.not_webhook"
    assert secret not in str(caught.value)


def test_the_secret_stands_in_no_log(tmp_path: Path) -> None:
    assert read(tmp_path, HOOKED, TOKEN | SECRET).secrets == [*TOKEN.values(), *SECRET.values()]
    assert read(tmp_path, HOOKED, {}).secrets == []
    assert read(tmp_path, "", TOKEN).secrets == [*TOKEN.values()]


@pytest.mark.io
async def test_a_webhook_without_a_secret_is_not_started(tmp_path: Path) -> None:
    async with await open_store(tmp_path / "naji.db") as store:
        bot = _bot()
        with pytest.raises(UsageError) as caught:
            telegram_chat(read(tmp_path, HOOKED, TOKEN), store, bot, words_for("en"))
        assert caught.value.values == {"variable": "NAJI_TELEGRAM_WEBHOOK_SECRET"}
        assert not telegram_chat(read(tmp_path, HOOKED, TOKEN | SECRET), store, bot, words_for("en")).client.is_online


def _bot() -> Bot:
    built = house(SmallLibrary())
    return Bot(built.quotes, built.clips, lambda _episode, _start_ms: None)
