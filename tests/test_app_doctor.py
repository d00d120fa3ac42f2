"""`naji doctor`: where things are, and what is wrong."""

import asyncio
import sqlite3
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from bot.chats import telegram_findings
from bot.config import load
from bot.errors import StoreError
from bot.slots import Reason
from handlers.checkup import Checkup, checkup_text
from handlers.locale import words_for
from storage.checkup import examine_store
from storage.sqlite import open_store
from tests.commands import Naji, write_show
from tests.daily_station import MORNING, ON_DISCORD
from tests.fake_telegram import FakeTelegram

NOBODY_THERE = '[telegram]\napi_url = "http://127.0.0.1:9"\n'
TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "home" / "data" / "naji" / "naji.db"


def test_before_the_first_import_all_is_well_and_nothing_is_made(naji: Naji, store: Path) -> None:
    result = naji("doctor")

    assert result.code == 0
    assert str(store) in result.output
    assert "範例節目" in result.output
    assert "一切正常" in result.output
    assert not store.exists()


def test_a_library_is_counted(naji: Naji, tmp_path: Path) -> None:
    (tmp_path / "here" / "config.toml").write_text('[store]\npath = "quotes.db"', encoding="utf-8")
    assert naji("import", str(write_show(tmp_path / "show"))).code == 0

    result = naji("doctor")

    assert result.code == 0
    assert str(tmp_path / "here" / "config.toml") in result.output
    assert str(tmp_path / "here" / "quotes.db") in result.output
    assert "節目 1 個、集數 1" in result.output
    assert "檢查無誤" in result.output
    assert "範例節目" not in result.output


@pytest.mark.io
def test_no_line_is_a_bare_key(naji: Naji, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = f"[discord]\nenabled = true\n[access.secret]\n{NOBODY_THERE}"
    (tmp_path / "here" / "config.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("NAJI_TELEGRAM_TOKEN", TOKEN)

    output = naji("doctor").output

    assert "doctor." not in output
    assert "{" not in output


@pytest.mark.io
def test_tokens_are_told_to_be_there_and_never_shown(
    naji: Naji, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NAJI_TELEGRAM_TOKEN", TOKEN)
    (tmp_path / "here" / "config.toml").write_text(NOBODY_THERE, encoding="utf-8")

    result = naji("doctor")

    assert "Telegram：已開啟，權杖已設定" in result.output
    assert "Discord：沒有開啟" in result.output
    assert TOKEN not in result.output + result.errors


@pytest.mark.io
def test_a_telegram_that_cannot_be_reached_is_wrong_and_one_line(
    naji: Naji, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NAJI_TELEGRAM_TOKEN", TOKEN)
    (tmp_path / "here" / "config.toml").write_text(NOBODY_THERE, encoding="utf-8")

    result = naji("doctor")

    assert result.code == 1
    assert result.errors == ""
    assert [line for line in result.output.splitlines() if "連不上 Telegram" in line] == [
        "　連不上 Telegram，沒辦法檢查機器人的設定。請檢查網路和設定檔的 telegram.api_url。"
    ]


@pytest.mark.parametrize(
    ("findings", "said", "is_well"),
    [
        ((), "", True),
        (("telegram.inline_off", "telegram.reads_groups"), "/setinline /setprivacy", True),
        (("telegram.token_refused",), "/token NAJI_TELEGRAM_TOKEN", False),
    ],
)
def test_what_telegram_says_of_the_bot_is_told_with_botfathers_command(
    findings: tuple[str, ...], said: str, *, is_well: bool
) -> None:
    checkup = Checkup(None, Path("naji.db"), None, None, (), telegram_findings=findings)

    text = checkup_text(checkup, words_for("zh-TW"))

    assert checkup.is_well is is_well
    assert all(word in text for word in said.split())
    assert text.count("BotFather") == len(findings)


async def troubled(path: Path) -> None:
    async with await open_store(path) as store:
        schedules = [await store.set_schedule(ON_DISCORD, at, "Asia/Taipei", MORNING) for at in (time(9), time(21))]
        await store.pause_schedule(
            schedules[1].id, Reason("discord.post_forbidden", (("channel", "70"), ("reason", "x")))
        )


def test_a_schedule_that_rests_through_trouble_is_told_with_place_channel_time_and_reason(
    naji: Naji, store: Path
) -> None:
    asyncio.run(troubled(store))

    result = naji("doctor")

    assert result.code == 1
    first, second = result.output.split("今日片段停著：")[1].splitlines()[:2]
    assert first == "discord:7，頻道 70，21:00（Asia/Taipei）。"
    assert second.strip().startswith("我不能在 Discord 頻道 70 貼文（x）")
    assert "09:00" not in result.output


@pytest.mark.io
async def test_telegram_is_asked_where_it_is_enabled() -> None:
    async with FakeTelegram() as telegram:
        telegram.bot.inline = False
        environ = {"NAJI_TELEGRAM_TOKEN": telegram.token}
        config = load(None, environ, Path("/nowhere"))
        config = replace(config, telegram=replace(config.telegram, api_url=telegram.api_url))

        assert await telegram_findings(config) == ("telegram.inline_off",)
        assert await telegram_findings(replace(config, telegram=replace(config.telegram, enabled=False))) == ()
        assert await telegram_findings(replace(config, telegram=replace(config.telegram, token=None))) == ()
        assert len(telegram.journal.of("getMe")) == 1


def test_a_platform_that_is_off_may_keep_its_token(naji: Naji, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NAJI_TELEGRAM_TOKEN", TOKEN)
    (tmp_path / "here" / "config.toml").write_text("[telegram]\nenabled = false", encoding="utf-8")

    assert "Telegram：有權杖但沒有開啟" in naji("doctor").output


def test_an_enabled_platform_without_a_token_is_wrong(naji: Naji, tmp_path: Path) -> None:
    (tmp_path / "here" / "config.toml").write_text("[discord]\nenabled = true", encoding="utf-8")

    result = naji("doctor")

    assert result.code == 1
    assert "NAJI_DISCORD_TOKEN" in result.output


def test_a_private_show_that_is_no_show_is_noted(naji: Naji, tmp_path: Path) -> None:
    (tmp_path / "here" / "config.toml").write_text("[access.show]\n[access.shwo]", encoding="utf-8")
    assert naji("import", str(write_show(tmp_path / "show"))).code == 0

    result = naji("doctor")

    assert result.code == 0
    assert "shwo" in result.output
    assert result.output.count("[access]") == 1


def test_a_file_that_is_no_store_is_wrong(naji: Naji, store: Path) -> None:
    store.parent.mkdir(parents=True)
    store.write_bytes(b"no database" * 1000)

    result = naji("doctor")

    assert result.code == 1
    assert "不是哪集的資料庫" in result.output


def test_a_folder_in_the_stores_place_is_said_to_be_one(naji: Naji, tmp_path: Path) -> None:
    result = naji("doctor", "--store", str(tmp_path))

    assert result.code == 1
    assert f"{tmp_path} 是資料夾" in result.output


def test_a_store_in_a_files_place_cannot_be_reached(naji: Naji, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert "打不開資料庫" in naji("doctor", "--store", str(tmp_path / "file" / "naji.db")).output


def test_passages_are_told_from_cues(naji: Naji, tmp_path: Path) -> None:
    assert "已匯入 2 段（" in naji("import", str(write_show(tmp_path / "show"))).output
    assert "索引段落 2，" in naji("doctor").output


def test_damage_is_told_line_by_line(naji: Naji, store: Path, tmp_path: Path) -> None:
    assert naji("import", str(write_show(tmp_path / "show"))).code == 0
    connection = sqlite3.connect(store)
    connection.execute("PRAGMA writable_schema = ON")
    # An index that is not what its table says: found by the check, and read by nothing that doctor counts.
    connection.execute(
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'cue')"
        " WHERE name = 'episode_of_segment'"
    )
    connection.commit()
    connection.close()

    result = naji("doctor")

    assert result.code == 1
    assert "資料庫損壞" in result.output


def test_an_empty_file_is_a_store_before_its_first_step(store: Path) -> None:
    store.parent.mkdir(parents=True)
    store.touch()

    state = examine_store(store, 1)

    assert state is not None
    assert (state.schema, state.shows, state.problems) == (0, 0, ())


def test_a_newer_store_is_refused_unread(store: Path) -> None:
    store.parent.mkdir(parents=True)
    connection = sqlite3.connect(store)
    connection.execute(f"PRAGMA application_id = {0x4E414A49}")
    connection.execute("PRAGMA user_version = 9999")
    connection.close()

    with pytest.raises(StoreError) as caught:
        examine_store(store, 1)

    assert caught.value.code == "store.newer"


def test_the_file_of_aliases_is_counted_and_its_problems_are_told(naji: Naji, tmp_path: Path) -> None:
    (tmp_path / "here" / "config.toml").write_text('[search]\naliases = "aliases.toml"', encoding="utf-8")
    file = tmp_path / "here" / "aliases.toml"
    file.write_text('[[alias]]\nspellings = ["鐵鋪", "forge"]\n[[alias]]\nspellings = ["鐵"]\n', encoding="utf-8")
    result = naji("doctor")
    assert result.code == 1
    assert f"別名檔：{file}，共 1 個別名" in result.output
    assert f"別名檔 {file} 第 2 項 [[alias]] 沒有採用：「鐵」太短了" in result.output


def test_a_file_of_aliases_that_is_not_there_is_told(naji: Naji, tmp_path: Path) -> None:
    (tmp_path / "here" / "config.toml").write_text('[search]\naliases = "aliases.toml"', encoding="utf-8")
    result = naji("doctor")
    assert result.code == 1
    assert "找不到這個檔案" in result.output


def test_each_folder_that_is_followed_is_named_with_its_transcripts(naji: Naji, tmp_path: Path) -> None:
    folder = write_show(tmp_path / "show")
    (folder / "episodes.toml").touch()
    (folder / "notes.pdf").touch()
    (tmp_path / "here" / "config.toml").write_text(f'[sources.folders]\ntea = "{folder}"', encoding="utf-8")

    result = naji("doctor")

    assert result.code == 0
    assert f"跟著更新的資料夾：{folder}（節目 tea，1 個逐字稿檔案）" in result.output


@pytest.mark.parametrize(("made", "reason"), [("nothing", "找不到"), ("file", "不是資料夾")])
def test_a_folder_that_cannot_be_followed_is_wrong(naji: Naji, tmp_path: Path, made: str, reason: str) -> None:
    folder = tmp_path / "show"
    if made == "file":
        folder.touch()
    (tmp_path / "here" / "config.toml").write_text(f'[sources.folders]\ntea = "{folder}"', encoding="utf-8")

    result = naji("doctor")

    assert result.code == 1
    lines = result.output.splitlines()
    at = lines.index(f"跟著更新的資料夾：{folder}（節目 tea）")
    assert lines[at + 1].startswith("　有問題：")
    assert reason in lines[at + 1]
