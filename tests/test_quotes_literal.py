"""What is said where nothing was found and words had to stand there letter for letter."""

from pathlib import Path

import pytest

from bot.options import Options
from bot.questions import Question
from handlers.locale import words_for
from handlers.messages import Voice
from handlers.reply import page
from tests.commands import Naji, write_show
from tests.small_library import OTHER_GUILD
from tests.test_quotes import filled, question
from tests.test_reply import lines_of, no_links

SAID = {
    "zh-TW": ('找不到 "老虎"，', "拿掉引號", "不要開「一字不差」"),
    "en": ('Nothing found for "老虎",', "without the quotes", "without the option exact"),
}


@pytest.mark.parametrize("text", ['"老虎"', '"老虎" OR 獅子', '獅子 "老虎"'])
async def test_a_page_without_hits_tells_that_the_words_were_quoted(text: str) -> None:
    assert (await filled(3).quotes.find(question(text, OTHER_GUILD))).literal


async def test_a_page_without_hits_tells_that_the_option_asked_for_the_very_words() -> None:
    asked = Question("老虎", OTHER_GUILD, "a:1", Options(exact=True))
    assert (await filled(3).quotes.find(asked)).literal


async def test_words_that_were_not_quoted_are_not_literal() -> None:
    assert not (await filled(3).quotes.find(question("老虎", OTHER_GUILD))).literal


async def test_a_page_with_hits_is_not_literal() -> None:
    assert not (await filled(3).quotes.find(question('"護城河"', OTHER_GUILD))).literal


@pytest.mark.parametrize("language", SAID)
async def test_a_chat_says_once_how_to_find_more_than_the_very_words(language: str) -> None:
    nothing, unquoted, _ = SAID[language]
    found = await filled(3).quotes.find(question('"老虎"', OTHER_GUILD))
    [said] = lines_of(page(found, Voice(words_for(language), no_links)))
    assert said.startswith(nothing)
    assert unquoted in said


@pytest.mark.parametrize("language", SAID)
async def test_whoever_switched_it_on_is_told_of_the_switch(language: str) -> None:
    asked = Question("老虎", OTHER_GUILD, "a:1", Options(exact=True))
    [said] = lines_of(page(await filled(3).quotes.find(asked), Voice(words_for(language), no_links)))
    _, unquoted, switched = SAID[language]
    assert switched in said
    assert unquoted not in said


def test_the_command_line_says_it_for_quoted_words_only(naji: Naji, tmp_path: Path) -> None:
    assert naji("import", str(write_show(tmp_path / "show")), "--store", "naji.db").code == 0
    assert "拿掉引號" in naji("search", '"老虎"', "--store", "naji.db").errors
    assert "拿掉引號" not in naji("search", "老虎", "--store", "naji.db").errors
