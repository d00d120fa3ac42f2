from dataclasses import replace

import pytest

from handlers.asking import Function
from handlers.functions import BY_NAME, FUNCTIONS, typed_values
from handlers.telegram.commands import Call, Heard, call_in

PRIVATE = Heard("", "naji_bot", is_private=True)
GROUP = Heard("", "naji_bot", is_private=False)
WITHHELD = ("report", "reports", "hide", "unhide", "hidden", "blocked")


def private(text: str) -> Call | None:
    return call_in(replace(PRIVATE, text=text))


def group(text: str, *, is_reply: bool = False) -> Call | None:
    return call_in(replace(GROUP, text=text, is_reply_to_bot=is_reply))


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_every_function_is_a_command(function: Function) -> None:
    values = typed_values(function, "a b c d")
    assert private(f"/{function.name} a b c d") == Call(function, values)
    assert len(values) == sum(not (parameter.has_field or parameter.is_worded) for parameter in function.parameters)


def test_a_command_keeps_all_that_stands_behind_it() -> None:
    assert private(" /quote  護城 河\n二行 ") == Call(BY_NAME["quote"], {"text": "護城 河\n二行"})


def test_a_command_may_be_written_large_and_without_a_space_before_chinese() -> None:
    assert private("/Quote護城河") == Call(BY_NAME["quote"], {"text": "護城河"})


def test_a_command_with_the_bots_name_is_heard_everywhere() -> None:
    expected = Call(BY_NAME["quote"], {"text": "護城河"})
    assert private("/quote@naji_bot 護城河") == group("/quote@NAJI_BOT 護城河") == expected


def test_a_command_of_another_bot_is_not_heard() -> None:
    assert private("/quote@other_bot 護城河") is None
    assert group("/quote@other_bot 護城河", is_reply=True) is None


def test_a_command_that_there_is_not_is_answered_where_the_bot_is_meant() -> None:
    assert private("/nothing x") == group("/nothing@naji_bot") == Call(None, {}, "/nothing")
    assert group("/nothing") is None


def test_any_text_in_a_private_chat_is_a_search() -> None:
    assert private("護城河") == Call(BY_NAME["quote"], {"text": "護城河"})


def test_in_a_group_only_replies_to_the_bot_are_a_search() -> None:
    assert group("護城河") is None
    assert group("護城河", is_reply=True) == Call(BY_NAME["quote"], {"text": "護城河"})


def test_a_path_is_no_command_of_ours() -> None:
    assert group("/quoted") is None
    assert group("/" + "x" * 40) is None


def test_start_explains_and_a_deep_link_opens_its_clip() -> None:
    assert private("/start") == private("/start help") == Call(BY_NAME["help"], {})
    assert private("/start clip_k1f20a") == Call(BY_NAME["clip"], {"id": "clip_k1f20a"})


def test_a_name_of_two_words_is_a_command_and_its_first_word() -> None:
    assert group("/daily set 09:00") == Call(BY_NAME["daily set"], {"time": "09:00"})
    assert group("/daily@naji_bot list") == Call(BY_NAME["daily list"], {})


def test_the_first_of_two_words_alone_asks_for_help() -> None:
    assert group("/daily") == private("/daily burn") == Call(BY_NAME["help"], {})


def test_a_deep_link_leads_to_a_show() -> None:
    assert private("/start show_my-show") == Call(None, {}, "/start", "my-show")
    assert group("/start show_my-show") == private("/start show_my-show")


def test_a_call_lacks_what_was_not_typed_and_has_to_be_known() -> None:
    lacking = {
        text: call.lacks for text in ("/quote", "/quote  ", "/quote x", "/random", "/x") if (call := private(text))
    }
    quote = BY_NAME["quote"]
    assert list(lacking.values()) == [quote, quote, None, None, None]
