"""Configuration: what is read from where, and the sentence for what cannot be."""

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config import Config, load
from bot.cooldown import Bucket, Limits
from bot.errors import UsageError
from bot.library import limits_of
from bot.model import PrivateAccess

DISCORD_TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789AB"
TELEGRAM_TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456"


@pytest.fixture(autouse=True)
def _homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home" / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home" / "data"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


def read(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> Config:
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return load(None, environ or {}, folder)


def refusal(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> UsageError:
    with pytest.raises(UsageError) as caught:
        read(folder, text, environ)
    return caught.value


# ---------------------------------------------------------------- where it is found


def test_without_a_file_everything_has_its_default(folder: Path) -> None:
    config = load(None, {}, folder)

    assert config.file is None
    assert config.language == "zh-TW"
    assert config.timezone == ZoneInfo("Asia/Taipei")
    assert not config.discord.enabled
    assert not config.telegram.enabled
    assert config.access == {}
    assert config.links == {}


def test_without_a_file_the_store_is_in_the_users_data_folder(folder: Path, tmp_path: Path) -> None:
    assert load(None, {}, folder).store_path == tmp_path / "home" / "data" / "naji" / "naji.db"


def test_the_file_of_the_current_folder_goes_before_the_users(folder: Path, tmp_path: Path) -> None:
    users = tmp_path / "home" / "config" / "naji" / "config.toml"
    users.parent.mkdir(parents=True)
    users.write_text("", encoding="utf-8")

    assert load(None, {}, folder).file == users
    assert read(folder, "").file == folder / "config.toml"


def test_a_named_file_goes_before_all_others(folder: Path) -> None:
    (folder / "config.toml").write_text('language = "zh-TW"', encoding="utf-8")
    (folder / "other.toml").write_text('language = "en"', encoding="utf-8")

    config = load(Path("other.toml"), {}, folder)

    assert config.file == folder / "other.toml"
    assert config.language == "en"


def test_the_store_stands_beside_the_file(folder: Path) -> None:
    assert read(folder, "").store_path == folder / "naji.db"


def test_a_relative_store_is_meant_from_the_files_folder(folder: Path) -> None:
    (folder / "conf").mkdir()
    (folder / "conf" / "naji.toml").write_text('[store]\npath = "../data/quotes.db"', encoding="utf-8")

    config = load(Path("conf/naji.toml"), {}, folder)

    assert config.store_path.resolve() == folder / "data" / "quotes.db"


def test_a_tilde_in_the_stores_path_is_the_users_home(folder: Path, tmp_path: Path) -> None:
    assert read(folder, '[store]\npath = "~/quotes.db"').store_path == tmp_path / "home" / "quotes.db"


def test_a_store_given_by_the_caller_wins_and_is_meant_from_the_current_folder(folder: Path) -> None:
    (folder / "config.toml").write_text('[store]\npath = "one.db"', encoding="utf-8")

    assert load(None, {}, folder, store=Path("two.db")).store_path == folder / "two.db"


# ---------------------------------------------------------------- what it says


def test_every_value_of_the_file_arrives(folder: Path) -> None:
    config = read(
        folder,
        """
        language = "en"
        timezone = "Europe/Berlin"
        [discord]
        enabled = true
        api_url = "http://127.0.0.1:8080/api/v10/"
        gateway_url = "ws://127.0.0.1:8080"
        shards = 3
        [telegram]
        enabled = true
        api_url = "http://127.0.0.1:8081"
        [links]
        techwave = "https://example.org/{stem}"
        [access.secret-show]
        discord_guilds = [123456789012345678, "2"]
        telegram_chats = ["-1001234567890"]
        """,
    )

    assert config.language == "en"
    assert config.timezone == ZoneInfo("Europe/Berlin")
    assert config.discord.enabled
    assert config.discord.api_url == "http://127.0.0.1:8080/api/v10"
    assert config.discord.gateway_url == "ws://127.0.0.1:8080"
    assert config.discord.shards == 3
    assert config.telegram.enabled
    assert config.telegram.api_url == "http://127.0.0.1:8081"
    assert config.links == {"techwave": "https://example.org/{stem}"}
    assert config.access == {
        "secret-show": PrivateAccess(frozenset({"123456789012345678", "2"}), frozenset({"-1001234567890"}))
    }


def test_a_file_with_a_byte_order_mark_is_read(folder: Path) -> None:
    (folder / "config.toml").write_bytes(b'\xef\xbb\xbflanguage = "en"')

    assert load(None, {}, folder).language == "en"


@pytest.mark.parametrize(
    ("text", "code", "key", "value"),
    [
        ("language = 3", "config.not_language", "language", "3"),
        ('language = "fr"', "config.not_language", "language", "fr"),
        ('timezone = "Asia/Taipeh"', "config.not_zone", "timezone", "Asia/Taipeh"),
        ('timezone = ""', "config.not_zone", "timezone", '""'),
        ('timezone = "../etc/passwd"', "config.not_zone", "timezone", "../etc/passwd"),
        ('timezone = "America"', "config.not_zone", "timezone", "America"),
        ("timezone = 8", "config.not_zone", "timezone", "8"),
        ("[store]\npath = 3", "config.not_text", "store.path", "3"),
        ("[search]\naliases = 3", "config.not_text", "search.aliases", "3"),
        ("[feeds]\ninterval_min = 4", "config.not_number", "feeds.interval_min", "4"),
        ("[feeds]\nmax_mb = 257", "config.not_number", "feeds.max_mb", "257"),
        ("[feeds]\ntimeout_s = 2.5", "config.not_number", "feeds.timeout_s", "2.5"),
        ("[feeds]\ntimeout_s = true", "config.not_number", "feeds.timeout_s", "True"),
        ("[chats]\ncooldown_s = -1", "config.not_pause", "chats.cooldown_s", "-1"),
        ("[chats]\ncooldown_s = 600.5", "config.not_pause", "chats.cooldown_s", "600.5"),
        ("[chats]\ncooldown_s = nan", "config.not_pause", "chats.cooldown_s", "nan"),
        ("[chats]\nplace_cooldown_s = true", "config.not_pause", "chats.place_cooldown_s", "True"),
        ('[chats]\nplace_cooldown_s = "2"', "config.not_pause", "chats.place_cooldown_s", "2"),
        ("[chats]\nburst = 0", "config.not_number", "chats.burst", "0"),
        ("[chats]\nplace_burst = 1001", "config.not_number", "chats.place_burst", "1001"),
        ("[feeds]\nallow_private_addresses = 1", "config.not_boolean", "feeds.allow_private_addresses", "1"),
        ("[search]\nmoderators_correct = 3", "config.not_slugs", "search.moderators_correct", "3"),
        ('[store]\npath = "a\\u0000b"', "config.not_path", "store.path", "a\0b"),
        ("store = 3", "config.not_section", "store", "3"),
        ("links = 3", "config.not_section", "links", "3"),
        ("[access]\nmy-show = 3", "config.not_section", "access.my-show", "3"),
        ('[discord]\nenabled = "yes"', "config.not_boolean", "discord.enabled", "yes"),
        ('[discord]\napi_url = "discord.com"', "config.not_https", "discord.api_url", "discord.com"),
        ('[discord]\napi_url = "https://[x"', "config.not_https", "discord.api_url", "https://[x"),
        ('[discord]\napi_url = "https://a:b"', "config.not_https", "discord.api_url", "https://a:b"),
        ('[discord]\ngateway_url = "https://a"', "config.not_wss", "discord.gateway_url", "https://a"),
        ('[telegram]\napi_url = "https://"', "config.not_https", "telegram.api_url", "https://"),
        ('[links]\nmy-show = "here"', "config.not_template", "links.my-show", "here"),
        ('[links]\nMyShow = "https://a"', "config.not_slug", "links.MyShow", "MyShow"),
        ("[access.a.b]", "config.unknown_key", "access.a.b", None),
        ("[access.a]\ndiscord_guilds = 3", "config.not_ids", "access.a.discord_guilds", "3"),
        ("[access.a]\ndiscord_guilds = [true]", "config.not_ids", "access.a.discord_guilds", "[True]"),
        ('[access.a]\ntelegram_chats = ["@room"]', "config.not_ids", "access.a.telegram_chats", "['@room']"),
        (f"[access.a]\ntelegram_chats = '{'x' * 99}'", "config.not_ids", "access.a.telegram_chats", "x" * 79 + "…"),
    ],
)
def test_a_wrong_value_is_refused_by_file_key_value_and_what_was_expected(
    folder: Path, text: str, code: str, key: str, value: str | None
) -> None:
    error = refusal(folder, text)

    assert error.exit_code == 2
    assert error.code == code
    assert error.values["file"] == str(folder / "config.toml")
    assert error.values["key"] == key
    assert error.values.get("value") == value


@pytest.mark.parametrize(
    ("text", "key", "known"),
    [
        ('langauge = "en"', "langauge", "language"),
        ("[store]\npaht = 'a'", "store.paht", "path"),
        ("[discord]\nguild = 3", "discord.guild", "enabled, api_url, gateway_url, shards"),
        ("[access.a]\nchats = []", "access.a.chats", "discord_guilds, telegram_chats"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_known_ones(folder: Path, text: str, key: str, known: str) -> None:
    error = refusal(folder, text)

    assert error.code == "config.unknown_key"
    assert error.values == {"file": str(folder / "config.toml"), "key": key, "known": known}


def test_a_file_that_is_no_toml_is_refused_with_the_place(folder: Path) -> None:
    error = refusal(folder, "a = 1\nb = = 2")

    assert error.code == "config.not_toml"
    assert "line 2" in str(error.values["reason"])


def test_a_file_that_is_not_utf_8_is_refused(folder: Path) -> None:
    (folder / "config.toml").write_bytes("language = '中文'".encode("big5"))

    with pytest.raises(UsageError) as caught:
        load(None, {}, folder)

    assert caught.value.code == "config.not_utf8"


def test_a_named_file_that_is_missing_is_refused(folder: Path) -> None:
    with pytest.raises(UsageError) as caught:
        load(Path("none.toml"), {}, folder)

    assert caught.value.code == "config.missing"
    assert caught.value.values == {"file": str(folder / "none.toml")}


def test_a_folder_in_the_files_place_is_refused(folder: Path) -> None:
    with pytest.raises(UsageError) as caught:
        load(folder, {}, folder)

    assert caught.value.code == "config.unreadable"


# ---------------------------------------------------------------- tokens


def test_a_token_of_the_environment_turns_its_platform_on(folder: Path) -> None:
    config = load(None, {"NAJI_DISCORD_TOKEN": f" {DISCORD_TOKEN}\n"}, folder)

    assert config.discord.enabled
    assert config.discord.token is not None
    assert config.discord.token.get_secret_value() == DISCORD_TOKEN
    assert not config.telegram.enabled


def test_a_platform_with_a_token_can_be_turned_off(folder: Path) -> None:
    config = read(folder, "[telegram]\nenabled = false", {"NAJI_TELEGRAM_TOKEN": TELEGRAM_TOKEN})

    assert not config.telegram.enabled
    assert config.telegram.token is not None


def test_a_token_is_read_from_the_file_that_the_environment_names(folder: Path) -> None:
    (folder / "token").write_text(f"{TELEGRAM_TOKEN}\r\n", encoding="utf-8")

    config = load(None, {"NAJI_TELEGRAM_TOKEN_FILE": str(folder / "token")}, folder)

    assert config.telegram.token is not None
    assert config.telegram.token.get_secret_value() == TELEGRAM_TOKEN


def test_an_empty_variable_is_no_token(folder: Path) -> None:
    assert load(None, {"NAJI_TELEGRAM_TOKEN": " "}, folder).telegram.token is None


def test_a_token_shows_in_no_representation(folder: Path) -> None:
    config = load(None, {"NAJI_TELEGRAM_TOKEN": TELEGRAM_TOKEN}, folder)

    assert TELEGRAM_TOKEN not in f"{config!r} {config}"


def test_a_token_given_twice_is_refused(folder: Path) -> None:
    with pytest.raises(UsageError) as caught:
        load(None, {"NAJI_TELEGRAM_TOKEN": TELEGRAM_TOKEN, "NAJI_TELEGRAM_TOKEN_FILE": "token"}, folder)

    assert caught.value.code == "token.both"
    assert TELEGRAM_TOKEN not in str(caught.value)


@pytest.mark.parametrize("value", ["[" * 5000, "9" * 5000])
def test_toml_that_the_parser_cannot_hold_is_refused(folder: Path, value: str) -> None:
    assert refusal(folder, f"language = {value}").code == "config.not_toml"


def test_a_home_folder_that_nobody_has_is_refused(folder: Path) -> None:
    nowhere = "~nobody-of-that-name/naji"
    refused = [refusal(folder, f"[store]\npath = '{nowhere}'")]
    (folder / "config.toml").unlink()
    for file, store, token in ((nowhere, None, ""), (None, nowhere, ""), (None, None, nowhere)):
        with pytest.raises(UsageError) as caught:
            load(
                Path(file) if file else None,
                {"NAJI_DISCORD_TOKEN_FILE": token},
                folder,
                store=Path(store) if store else None,
            )
        refused.append(caught.value)

    assert {(error.code, error.values["path"]) for error in refused} == {("path.no_home", nowhere)}


@pytest.mark.parametrize("content", [None, b"\xff\xfe\xff"])
def test_a_token_file_that_cannot_be_read_is_refused(folder: Path, content: bytes | None) -> None:
    file = folder / "token"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(UsageError) as caught:
        load(None, {"NAJI_DISCORD_TOKEN_FILE": str(file)}, folder)

    assert caught.value.code == "token.unreadable"
    assert caught.value.values["variable"] == "NAJI_DISCORD_TOKEN_FILE"
    assert caught.value.values["file"] == str(file)


@pytest.mark.parametrize(
    ("variable", "text", "code"),
    [
        ("NAJI_DISCORD_TOKEN", TELEGRAM_TOKEN, "token.not_discord"),
        ("NAJI_DISCORD_TOKEN", f"Bot {DISCORD_TOKEN}", "token.not_discord"),
        ("NAJI_TELEGRAM_TOKEN", DISCORD_TOKEN, "token.not_telegram"),
        ("NAJI_TELEGRAM_TOKEN", "權杖", "token.not_telegram"),
    ],
)
def test_what_cannot_be_a_token_is_refused_without_being_shown(
    folder: Path, variable: str, text: str, code: str
) -> None:
    with pytest.raises(UsageError) as caught:
        load(None, {variable: text}, folder)

    assert caught.value.code == code
    assert caught.value.values == {"variable": variable}


def test_an_empty_token_file_is_refused_by_its_variable(folder: Path) -> None:
    (folder / "token").touch()

    with pytest.raises(UsageError) as caught:
        load(None, {"NAJI_DISCORD_TOKEN_FILE": str(folder / "token")}, folder)

    assert caught.value.code == "token.not_discord"
    assert caught.value.values == {"variable": "NAJI_DISCORD_TOKEN_FILE"}


def test_a_token_in_the_file_is_refused_with_the_variable_that_it_belongs_in(folder: Path) -> None:
    error = refusal(folder, f'[discord]\nbot_token = "{DISCORD_TOKEN}"')

    assert error.code == "config.token_in_file"
    assert error.values["key"] == "discord.bot_token"
    assert error.values["variable"] == "NAJI_DISCORD_TOKEN"
    assert DISCORD_TOKEN not in str(error)


@pytest.mark.parametrize("secret", [DISCORD_TOKEN, TELEGRAM_TOKEN])
def test_a_token_in_a_wrong_key_is_never_shown(folder: Path, secret: str) -> None:
    assert secret not in str(refusal(folder, f'[discord]\napi_url = "{secret}"'))
    assert secret not in str(refusal(folder, f"[discord]\napi_url = '{secret}' '{secret}'"))


def test_the_file_of_aliases_stands_beside_the_configuration(folder: Path) -> None:
    found = read(folder, '[search]\naliases = "words/aliases.toml"\nmoderators_correct = ["my-show"]')
    assert found.aliases == folder / "words" / "aliases.toml"
    assert found.moderators_correct == {"my-show"}


def test_how_feeds_are_followed_is_read(folder: Path) -> None:
    text = "[feeds]\ninterval_min = 5\ntimeout_s = 600\nmax_mb = 1\nallow_private_addresses = true"
    feeds = read(folder, text).feeds

    assert (feeds.interval_min, feeds.timeout_s, feeds.max_mb, feeds.allow_private_addresses) == (5, 600, 1, True)
    assert read(folder, "").feeds.interval_min == 60


def test_how_fast_may_be_asked_is_what_the_file_says(folder: Path) -> None:
    config = read(folder, "[chats]\ncooldown_s = 3\nburst = 4\nplace_cooldown_s = 0.25\nplace_burst = 50")

    assert limits_of(config) == Limits(Bucket(4, 3.0), Bucket(50, 0.25))
    assert limits_of(read(folder, "")) == Limits(Bucket(5, 2.0), Bucket(30, 0.5))
