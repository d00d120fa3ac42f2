import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.fold import deep
from bot.search.mandarin import sound_of, split_syllable
from bot.search.query import LONGEST_SAID, LONGEST_UNITS, Plan, Reading, asked_about, plan
from bot.search.sounds import SYLLABLE_MASK, pack
from bot.search.units import NO_SURFACE, surface_of, units_of
from bot.search.words import ASKING, ASKING_ENGLISH, FILLERS, fillers


def planned(text: str) -> Plan:
    query = plan(text)
    assert query
    return query


def surfaces(reading: Reading) -> list[int]:
    found: list[int] = reading.surfaces.tolist()
    return found


def seen(text: str) -> list[int]:
    found: list[int] = units_of(text).surfaces.tolist()
    return found


@pytest.mark.parametrize("text", ["", " ", "，。！", "🙂", "\x00", "\ud800", "__", "\u200b"])
def test_a_query_without_a_letter_cannot_be_searched(text: str) -> None:
    assert plan(text) is None


def test_a_very_long_query_is_read_as_it_stands() -> None:
    assert len(planned("360 " * LONGEST_SAID).readings) == 1


@pytest.mark.parametrize("piece", ["銀行的行長，", "the quick brown fox ", "360度 ", "b" * 40, "㎏é "])
def test_a_very_long_query_begins_as_all_of_it_is_read(piece: str) -> None:
    text = piece * LONGEST_SAID
    (reading,), units = planned(text).readings, units_of(text)
    assert surfaces(reading) == units.surfaces[:LONGEST_UNITS].tolist()
    assert reading.sounds.tolist() == units.sounds[:LONGEST_UNITS].tolist()
    assert [start for start, _ in reading.places] == units.starts[:LONGEST_UNITS].tolist()


def test_a_query_keeps_every_notation_for_the_tier_folded() -> None:
    assert planned("360度").deep == {"三六零度", "三百六十度"}


def test_a_query_keeps_what_the_tiers_exact_and_folded_compare() -> None:
    query = planned("「護城河 2」")
    assert (query.plain, *query.deep) == ("護城河2", "护城河二")


def test_a_query_is_read_as_it_is_spelt() -> None:
    query = planned("護城河")
    assert len(query.readings) == 1
    assert surfaces(query.readings[0]) == seen("護城河")


def test_typed_pinyin_is_read_both_as_spelt_and_by_sound() -> None:
    spelt, by_sound = planned("hu cheng he").readings
    assert surfaces(spelt) == seen("hu cheng he")
    assert surfaces(by_sound) == [NO_SURFACE] * 3
    assert by_sound.sounds.tolist() == [pack("h", "u"), pack("ch", "eng"), pack("h", "e")]


def test_zhuyin_is_read_by_sound() -> None:
    by_sound = planned("ㄏㄨˋ ㄔㄥˊ ㄏㄜˊ").readings[-1]
    assert [sound & SYLLABLE_MASK for sound in by_sound.sounds.tolist()] == [
        pack(*split_syllable(syllable) or ("", "")) for syllable in ("hu", "cheng", "he")
    ]


def test_a_character_brings_its_other_readings_and_not_the_one_it_is_read_by() -> None:
    (reading,) = planned("銀行").readings
    assert sound_of("xíng") in reading.others[1]
    assert reading.sounds[1] == sound_of("háng")
    assert sound_of("háng") not in reading.others[1]


def test_a_latin_syllable_has_no_other_readings() -> None:
    assert planned("gaudi").readings[0].others == ((), ())


@pytest.mark.parametrize("text", ["護" * 200, "hu " * 200, "a護" * 100])
def test_a_long_query_is_cut(text: str) -> None:
    query = planned(text)
    for reading in (*query.readings, query.content):
        assert len(reading) == len(reading.surfaces) == len(reading.others) <= LONGEST_UNITS


@pytest.mark.parametrize(
    "text",
    [
        "哪一集有講到護城河",
        "護城河是什麼",
        "請問護城河？",
        "為什麼護城河",
        "誰說過護城河",
        "有人說過護城河嗎",
        "請問護城河在哪集",
        "哪一集在聊護城河",
        "有沒有聊過護城河",
        "護城河是甚麼意思",
    ],
)
def test_the_content_of_a_question_is_what_it_asks_about(text: str) -> None:
    assert surfaces(planned(text).content) == seen("護城河")


def test_the_content_of_an_english_question_leaves_its_grammar_out() -> None:
    assert surfaces(planned("What is the moat about").content) == seen("moat")


def test_words_that_only_contain_an_asking_word_stay() -> None:
    assert surfaces(planned("theory island").content) == seen("theory island")


@pytest.mark.parametrize("text", ["什麼", "為什麼會", "what is it", "河是什麼"])
def test_a_question_of_which_hardly_anything_is_left_stays_whole(text: str) -> None:
    assert surfaces(planned(text).content) == seen(text)


def test_a_whole_question_is_still_read_as_it_is_spelt() -> None:
    assert surfaces(planned("護城河是什麼").readings[0]) == seen("護城河是什麼")


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text_is_planned_with_a_unit_in_every_reading_or_not_at_all(text: str) -> None:
    query = plan(text)
    assert query is None or all(len(reading) for reading in (*query.readings, query.content))


def test_asking_words_are_simplified_and_lower_case_as_they_are_compared() -> None:
    assert all("".join(map(deep, words)) == words for words in (*ASKING, *ASKING_ENGLISH))


@pytest.mark.parametrize("character", FILLERS)
def test_a_filler_counts_as_one_in_either_script(character: str) -> None:
    assert fillers()[surface_of(deep(character))]


def test_words_of_the_subject_are_no_fillers() -> None:
    assert not fillers()[seen("護城河 gaudi 3")].any()


@pytest.mark.parametrize(
    ("typed", "about"),
    [
        ("哪一集有講到護城河？", "護城河"),
        ("護城河是什麼意思", "護城河"),
        ("請問「護城河」在哪一集？", "護城河"),
        ("㎏哪一集有講到㎏護城河", "㎏ ㎏護城河"),
        ("Which episode did they talk about the MOAT of GPT4o?", "MOAT GPT4o"),
        ("護城河，為什麼重要", "護城河， 重要"),
        (" 護城河！ ", "護城河！"),
        ("哪一集？", "哪一集？"),
        ("是誰", "是誰"),
        ("", ""),
    ],
)
def test_what_was_asked_about_is_the_question_without_the_words_that_only_ask(typed: str, about: str) -> None:
    assert asked_about(typed) == about


@given(st.text())
def test_what_was_asked_about_is_of_the_letters_that_were_typed(text: str) -> None:
    left = iter(text)
    assert all(letter in left for letter in asked_about(text) if letter != " ")


def test_a_question_has_synonyms_for_the_units_of_its_words() -> None:
    query = planned("為什麼Gemini的尺寸")
    sizes = [each for each in query.synonyms if each.surfaces.tolist() == seen("大小")]
    assert [(each.first, each.end) for each in sizes] == [(len(query.content) - 2, len(query.content))]


def test_a_synonym_of_one_syllable_is_no_use() -> None:
    assert all(len(each.surfaces) > 1 for each in planned("為什麼電池的尺寸便宜").synonyms)


@pytest.mark.parametrize("text", ["創辦人的尺寸", "chi cun", "founder"])
def test_what_is_no_question_has_no_synonyms(text: str) -> None:
    assert planned(text).synonyms == ()


def test_the_synonyms_of_a_long_question_are_of_what_is_left_of_it() -> None:
    query = planned("為什麼" + "大" * LONGEST_UNITS + "尺寸")
    assert all(each.end <= len(query.content) for each in query.synonyms)


def test_a_query_may_be_cut_shorter() -> None:
    query = plan("銀行的行長為什麼", longest=3)
    assert query
    assert [len(reading) for reading in (*query.readings, query.content)] == [3, 3]
