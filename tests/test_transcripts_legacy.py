import pytest

from bot.transcripts import tables
from bot.transcripts.legacy import legacy_encoding
from bot.transcripts.transcript import Reading

TRADITIONAL = "今天早上下了一場大雨，所以我們晚一點才出門"
SIMPLIFIED = "今天早上下了一场大雨，所以我们晚一点才出门"


@pytest.mark.parametrize(
    ("text", "encoding"), [(TRADITIONAL, "cp950"), (SIMPLIFIED, "gb18030"), (TRADITIONAL * 3, "gb18030")]
)
def test_an_encoding_is_told_from_the_characters_in_common_use(text: str, encoding: str) -> None:
    assert legacy_encoding(text.encode(encoding)) == encoding


@pytest.mark.parametrize(
    "data",
    [
        b"",
        "早安".encode("cp950"),
        "où ça déjà vu ".encode("latin-1") * 20,
        "こんにちは世界のみなさん".encode("shift_jis") * 3,
    ],
    ids=["nothing", "too little", "Latin", "Japanese"],
)
def test_what_the_bytes_do_not_tell_is_not_told(data: bytes) -> None:
    assert legacy_encoding(data) is None


def test_characters_that_are_common_in_both_tell_nothing() -> None:
    assert legacy_encoding(bytes.fromhex("b0a1c4a3") * 20) is None


def test_a_character_cut_at_the_end_of_a_long_text_is_no_obstacle() -> None:
    assert legacy_encoding((TRADITIONAL * 20).encode("cp950")[:-1]) == "cp950"


def test_lines_that_are_no_table_have_no_rows() -> None:
    assert tables.read(["tea", "milk"]) == Reading((), ())
