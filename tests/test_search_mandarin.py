import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from bot.search import mandarin
from bot.search.fold import deep
from bot.search.mandarin import other_readings, read, sound_of, spell, split_syllable, syllables
from bot.search.readings import characters, of_phrase, phrases, zhuyin
from bot.search.sounds import FINALS, INITIALS, NO_SOUND, SYLLABLE_MASK, pack
from tests.readings import PATH, made

PHRASES = (
    "银行行长要去长城", "音乐很快乐", "重新开始很重要", "调查以后再调整", "他还没有还书", "数学课上数一数",
    "觉得睡觉很好", "为什么要为难他", "只有一只猫", "都市里都是人", "便宜的便利店", "朝阳区朝南走", "会计会算账",
    "差不多要出差", "参加考试的人参差不齐", "传说写成传记", "得到以后得意", "空气里有空位", "干净的干部",
    "分数占几分之几", "血液和流血", "薄荷叶很薄", "弹琴和子弹", "角色与角落", "降落后投降", "处理坏处",
)  # fmt: skip


@pytest.mark.parametrize("phrase", PHRASES)
def test_characters_of_several_readings_are_read_as_pypinyin_reads_them(phrase: str) -> None:
    expected = [pack(*split_syllable(letters) or ("", "")) for letters in lazy_pinyin(phrase)]
    assert [sound & SYLLABLE_MASK for sound in read(phrase)] == expected


@pytest.mark.parametrize("phrase", PHRASES)
def test_tones_are_those_of_pypinyin(phrase: str) -> None:
    tones = [int(letters[-1]) for letters in lazy_pinyin(phrase, style=Style.TONE3, neutral_tone_with_five=True)]
    assert [sound >> 11 & 7 for sound in read(phrase)] == tones


def test_the_same_character_is_read_otherwise_in_another_phrase() -> None:
    assert read("银行")[1] != read("行走")[0]


def test_the_dictionaries_are_those_of_pypinyin() -> None:
    assert PATH.read_text(encoding="utf-8") == made()


def test_a_character_has_its_readings_the_commonest_first() -> None:
    assert characters()["行"].split(",")[:2] == ["xíng", "háng"]


@pytest.mark.parametrize(("phrase", "readings"), [("银行", ["yín", "háng"]), ("咖啡", ["kā", "fēi"])])
def test_a_phrase_has_a_reading_for_each_character(phrase: str, readings: list[str]) -> None:
    assert of_phrase(phrase) == readings


def test_every_phrase_has_as_many_readings_as_characters() -> None:
    assert [phrase for phrase in phrases() if len(phrase) != len(of_phrase(phrase))] == []


def test_what_an_m_alone_and_mu_have_in_zhuyin_is_mu() -> None:
    assert zhuyin()["ㄇㄨ"] == "mu"


def test_an_empty_run_has_no_sounds() -> None:
    assert read("") == []


def test_a_character_that_no_dictionary_knows_has_no_sound() -> None:
    assert read("\U000323af") == [NO_SOUND]


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=30))
def test_every_character_has_one_sound(characters: str) -> None:
    assert len(read("".join(map(deep, characters)))) == len(characters)


def test_every_reading_of_the_dictionary_splits_but_the_cantonese_wong() -> None:
    unsplit = {spell(reading)[0] for reading in mandarin.readings() if split_syllable(spell(reading)[0]) is None}
    assert unsplit == {"wong"}


def test_every_syllable_splits_into_an_initial_and_a_final_that_exist() -> None:
    parts = [split_syllable(letters) for letters in syllables()]
    assert len(parts) > 400
    assert all(part and part[0] in INITIALS and part[1] in FINALS for part in parts)


def test_syllables_that_are_spelt_apart_sound_apart_but_for_hums() -> None:
    spelt: dict[int, set[str]] = {}
    for letters, sound in syllables().items():
        spelt.setdefault(sound, set()).add(letters)
    assert sorted(sorted(several) for several in spelt.values() if len(several) > 1) == [
        ["hm", "hng"],
        ["n", "ng"],
    ]


@pytest.mark.parametrize(
    ("pinyin", "parts"),
    [
        ("hu", ("h", "u")),
        ("cheng", ("ch", "eng")),
        ("zhi", ("zh", "I")),
        ("zi", ("z", "I")),
        ("ri", ("r", "I")),
        ("ji", ("j", "i")),
        ("ju", ("j", "v")),
        ("xue", ("x", "ve")),
        ("quan", ("q", "van")),
        ("xun", ("x", "vn")),
        ("lü", ("l", "v")),
        ("lve", ("l", "ve")),
        ("yu", ("", "v")),
        ("yi", ("", "i")),
        ("you", ("", "iu")),
        ("yue", ("", "ve")),
        ("wu", ("", "u")),
        ("wei", ("", "ui")),
        ("wen", ("", "un")),
        ("er", ("", "er")),
        ("an", ("", "an")),
        ("ng", ("n", "")),
        ("hm", ("h", "")),
    ],
)
def test_a_syllable_splits_as_it_sounds_not_as_it_is_spelt(pinyin: str, parts: tuple[str, str]) -> None:
    assert split_syllable(pinyin) == parts


@pytest.mark.parametrize("letters", ["", "zh", "b", "yx", "wx", "qq", "va", "tha", "hello", "bang1"])
def test_letters_that_are_no_syllable_do_not_split(letters: str) -> None:
    assert split_syllable(letters) is None


@pytest.mark.parametrize(
    ("reading", "spelt"),
    [
        ("lǜ", ("lv", 4)),
        ("lüè", ("lve", 4)),
        ("chéng", ("cheng", 2)),
        ("de", ("de", 5)),
        ("ê̄", ("e", 1)),
        ("ń", ("n", 2)),
    ],
)
def test_a_reading_is_spelt_in_ascii_letters_and_its_tone(reading: str, spelt: tuple[str, int]) -> None:
    assert spell(reading) == spelt


def test_a_reading_that_is_no_syllable_has_no_sound() -> None:
    assert sound_of("xyz") == NO_SOUND


def test_a_character_offers_its_other_readings_with_the_commonest_first() -> None:
    assert other_readings("行")[0] == sound_of("xíng")
    assert sound_of("háng") in other_readings("行")


def test_a_character_offers_three_readings_at_most() -> None:
    assert max(len(other_readings(chr(code))) for code in range(0x4E00, 0x9FFF)) == 3


def test_what_is_no_han_character_offers_no_reading() -> None:
    assert other_readings("a") == ()
