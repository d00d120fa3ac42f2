import asyncio
import io
import os
import pty
import signal
import threading
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TextIO

import pytest

from bot.model import EpisodeFacts
from handlers.asking import Bot
from handlers.console import Session, chat, talk
from handlers.locale import words_for
from handlers.terminal import PLAIN, Screen
from tests.small_library import OPEN_SHOW, SmallLibrary, house, lines_of

WORDS = words_for("zh-TW")
PIPE = Session(WORDS, PLAIN, interactive=False)
TERMINAL = Session(WORDS, Screen(80, styled=True), interactive=True)
DEADLINE_S = 20


def bot_of(*, sample: bool = False, cues: int = 12) -> Bot:
    library = SmallLibrary()
    library.add(OPEN_SHOW, "open-1", lines_of(cues), EpisodeFacts(number=4))
    built = house(library)
    return Bot(built.quotes, built.clips, lambda _e, _ms: "https://example.org/4", sample=sample, new_seed=lambda: "s")


async def typed(lines: Sequence[str]) -> AsyncIterator[str]:
    for line in lines:
        yield line


async def said(*lines: str, session: Session = PIPE, sample: bool = False) -> list[str]:
    """What was written: the greeting, then an answer for each line."""
    written: list[str] = []
    await chat(typed(lines), written.append, bot_of(sample=sample), session)
    return written


async def test_the_chat_says_at_its_start_that_no_platform_is_set_up_and_what_to_do() -> None:
    [greeting] = await said()
    assert "沒有設定 Discord 或 Telegram" in greeting
    assert "config.toml" not in greeting


async def test_each_line_of_a_pipe_is_answered() -> None:
    _, first, second = await said("護城河", "第3句")
    assert "EP4 · 00:00\n第0句說到「護城河」了" in first
    assert "EP4 · 00:12" in second


async def test_a_pipe_sees_no_prompt_and_no_goodbye() -> None:
    written = "".join(await said("護城河"))
    assert "> \n" not in written
    assert "再見" not in written
    assert "\x1b" not in written


async def test_empty_lines_are_passed_over() -> None:
    assert len(await said("", "  ")) == 1


async def test_a_person_sees_a_prompt_a_hint_and_a_goodbye() -> None:
    greeting, prompt, answer, again, goodbye = await said("護城河", session=TERMINAL)
    assert "/help" in greeting
    assert prompt == again == "> "
    assert "\x1b[1m護城河\x1b[0m" in answer
    assert goodbye == "\n再見！\n"


async def test_numbers_open_what_stands_beside_them() -> None:
    *_, opened = await said("護城河", "3")
    assert "00:08–00:12" in opened
    assert "3 / 12" in opened


async def test_signs_turn_the_page_and_back() -> None:
    _, first, second, back = await said("護城河", ">", "<")
    assert "[>] 下一頁" in first
    assert "6–10 / 12" in second
    assert back == first


async def test_a_reply_lists_what_can_be_typed() -> None:
    _, page = await said("護城河")
    assert "[1] 看前後文  [2]  [3]  [4]  [5]  [>] 下一頁\n" in page


async def test_buttons_are_those_of_the_last_reply() -> None:
    *_, answer = await said("護城河", "/help", "2")
    assert "EP4 · " in answer
    assert "2 / 12" not in answer


async def test_keys_may_be_typed_as_they_are_shown() -> None:
    assert await said("護城河", "[3]", "[>]") == await said("護城河", "3", ">")
    _, answer = await said("[7]")
    assert "「[7]」" in answer, "what is no button is searched for"


async def test_a_number_without_a_button_is_searched_for() -> None:
    _, answer = await said("7")
    assert "第「7」句" in answer


async def test_a_sign_without_a_button_is_not_searched_for() -> None:
    _, answer = await said(">")
    assert answer.startswith("現在沒有 > 可以按。")


async def test_commands_are_those_of_all_chats() -> None:
    _, quote, clip, helped, none = await said("/quote 第3句", "/random", "/help", "/clip zzzzzz")
    assert "EP4 · 00:12" in quote
    assert "片段編號" in clip
    assert "/random" in helped
    assert "沒有「zzzzzz」" in none


async def test_a_slash_of_an_input_method_is_a_slash() -> None:
    _, answer = await said("／help")
    assert "/random" in answer


async def test_an_unknown_command_of_any_length_gets_a_short_answer() -> None:
    _, answer = await said("/" + "長" * 5000)
    assert len(answer) < 100


async def test_an_unknown_command_is_said_to_be_one() -> None:
    _, answer = await said("/nothing\x1b[31m here")
    assert answer.startswith("沒有 /nothing\ufffd[31m 這個指令")


async def test_the_sample_show_says_so_on_each_answer() -> None:
    _, *answers = await said("護城河", "/help", "不在裡面", sample=True)
    assert all("目前用內建的範例節目回答" in answer for answer in answers)


async def test_a_real_show_says_nothing_of_a_sample() -> None:
    assert "範例" not in "".join(await said("護城河"))


async def test_who_answers_is_asked_for_each_line() -> None:
    bots = iter([bot_of(sample=True), bot_of()])
    written: list[str] = []

    async def choose() -> Bot:
        return next(bots)

    await chat(typed(["護城河", "護城河"]), written.append, choose, PIPE)
    assert ["範例" in answer for answer in written[1:]] == [True, False]


async def test_links_are_visible() -> None:
    assert "https://example.org/4" in (await said("護城河"))[1]


def reader(text: bytes, path: Path) -> TextIO:
    path.write_bytes(text)
    return path.open(encoding="utf-8")


@pytest.mark.io
@pytest.mark.parametrize(
    "text",
    ["護城河\n".encode(), "\ufeff護城河".encode(), "護城河\r\n\xff\n".encode("latin-1", "ignore") + "護城河".encode()],
)
async def test_a_file_or_pipe_is_answered_to_its_end(text: bytes, tmp_path: Path) -> None:
    written = io.StringIO()
    with reader(text, tmp_path / "lines") as source:
        await asyncio.wait_for(talk(bot_of(), WORDS, source, written), DEADLINE_S)
    assert "第0句說到「護城河」了" in written.getvalue()


class Desk:
    """A terminal whose person types when the chat has shown something."""

    def __init__(self) -> None:
        self.main, self.side = pty.openpty()
        self.seen = ""

    def read_until(self, wanted: str) -> None:
        while wanted not in self.seen:
            self.seen += os.read(self.main, 65536).decode("utf-8", "replace")

    def type(self, text: str) -> None:
        os.write(self.main, text.encode())


def all_reading_ends() -> None:
    """The terminal has gone: whoever still reads from it comes to an end, and says nothing."""
    for thread in threading.enumerate():
        if thread.name == "console":
            thread.join(DEADLINE_S)
            assert not thread.is_alive()


async def at_a_desk(leave: bytes | None) -> str:
    desk = Desk()

    def person() -> None:
        desk.read_until("> ")
        desk.type("護城河\n")
        desk.read_until("下一頁")
        if leave is None:
            signal.raise_signal(signal.SIGINT)
        else:
            os.write(desk.main, leave)
        desk.read_until("再見")

    typing = threading.Thread(target=person, daemon=True)
    with (
        os.fdopen(desk.side, "r", encoding="utf-8") as source,
        os.fdopen(os.dup(desk.side), "w", encoding="utf-8") as target,
    ):
        typing.start()
        await asyncio.wait_for(talk(bot_of(), WORDS, source, target), DEADLINE_S)
        await asyncio.to_thread(typing.join, DEADLINE_S)
        assert not typing.is_alive()
        os.close(desk.main)
        await asyncio.to_thread(all_reading_ends)
    return desk.seen


@pytest.mark.io
async def test_ctrl_d_leaves_politely() -> None:
    assert "再見" in await at_a_desk(b"\x04")


@pytest.mark.io
async def test_ctrl_c_leaves_politely() -> None:
    assert "再見" in await at_a_desk(None)
