import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import EpisodeId, Passage, PassageId
from bot.search.coverage import KINDS, LONGEST_SPAN, NEIGHBOURS, Coverage, Weighed, cover, weigh
from bot.search.grams import Kind, grams_of
from bot.search.packing import pack
from bot.search.query import plan
from bot.search.units import units_of
from bot.search.windows import Stream, stream_of

HAN = st.text(st.sampled_from("护城河人行大小中国地方水火"), min_size=1, max_size=8)


def weighed(text: str, frequencies: dict[int, int] | None = None, passage_count: int = 100) -> Weighed:
    query = plan(text)
    assert query
    return weigh(query.readings[0], frequencies or {}, passage_count)


def single(text: str) -> int:
    units = units_of(text)
    return int(grams_of(units.sounds, units.surfaces)[Kind.SURFACE][0][0])


def share(query: Weighed, text: str) -> float:
    """The weight of the gram of one character."""
    return float(query.weights[query.grams.tolist().index(single(text))])


def spoken(*texts: str, episodes: tuple[int, ...] = ()) -> Stream:
    """A passage for each text, one after the other."""
    rows = [units_of(text) for text in texts]
    return stream_of(
        [
            Passage(
                PassageId(i), EpisodeId(episodes[i] if episodes else 1), 0, len(row), pack(row.sounds, row.surfaces)
            )
            for i, row in enumerate(rows)
        ]
    )


def shares(query: str, stream: Stream) -> list[float]:
    found: list[float] = coverage(query, stream).shares.tolist()
    return found


def coverage(query: str, stream: Stream) -> Coverage:
    """Of all passages."""
    return cover([weighed(query)], stream, np.arange(len(stream.ids)))[0]


def test_grams_rise_and_their_weights_sum_to_one() -> None:
    query = weighed("护城河")
    assert (np.diff(query.grams.astype(np.int64)) > 0).all()
    assert query.weights.sum() == pytest.approx(1)


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    query = weighed("护城", {single("护"): 2, single("城"): 80})
    assert share(query, "护") > share(query, "城")


def test_a_word_that_is_everywhere_weighs_hardly_anything() -> None:
    query = weighed("护城", {single("护"): 100})
    assert share(query, "护") < 0.01


def test_a_query_whose_words_are_all_everywhere_weighs_nothing() -> None:
    grams = weighed("护").grams.tolist()
    assert weighed("护", dict.fromkeys(grams, 1000)).weights.tolist() == [0.0]


def test_what_is_wholly_said_is_wholly_covered() -> None:
    assert shares("护城河", spoken("大护城河人")) == pytest.approx([1.0])


def test_what_is_not_said_at_all_is_not_covered() -> None:
    assert shares("护城河", spoken("大人")) == [0.0]


def test_the_order_of_what_is_said_counts_only_in_part() -> None:
    (share,) = shares("护城河", spoken("河城护"))
    assert 0 < share < 1


def test_what_is_said_beside_counts_less_the_farther_away_it_is() -> None:
    found = shares("护城河", spoken("大", "大", "护城河", "大", "大", "大"))
    assert found == pytest.approx([NEIGHBOURS[2], NEIGHBOURS[1], 1.0, NEIGHBOURS[-1], NEIGHBOURS[-2], 0.0])


def test_what_is_said_in_the_next_episode_does_not_count() -> None:
    assert shares("护城河", spoken("大人", "护城河", episodes=(1, 2))) == pytest.approx([0.0, 1.0])


def test_what_is_said_twice_counts_once() -> None:
    assert shares("护城河", spoken("护城河", "护城河")) == pytest.approx([1.0, 1.0])


def test_a_query_without_grams_covers_nothing() -> None:
    none = np.zeros(0, np.uint32), np.zeros(0, np.int64)
    nothing = Weighed(
        np.zeros(0, np.uint32), np.zeros(0), np.zeros(0, np.int64), (), (), dict.fromkeys(KINDS, none), ()
    )
    assert cover([nothing], spoken("护城河"), np.array([0]))[0].shares.tolist() == [0.0]


def test_what_only_sounds_alike_is_covered_in_part() -> None:
    (heard,), (said,) = shares("护城河", spoken("大互成何人")), shares("护城河", spoken("大护城河人"))
    assert 0.3 < heard < 0.6 * said


def test_one_word_may_be_spelt_and_another_only_heard() -> None:
    (both,) = shares("护城河水", spoken("水地方互成何"))
    (heard,), (spelt,) = shares("护城河水", spoken("地方互成何")), shares("护城河水", spoken("水地方"))
    assert both > max(heard, spelt)


def test_a_span_reaches_from_the_first_word_said_to_the_last() -> None:
    assert coverage("护城河在地方", spoken("大人护城河中国大人地方小")).span(0) == (2, 3, 4, 9, 10)


def test_a_span_leaves_out_characters_that_stand_alone() -> None:
    assert coverage("护城河", spoken("河大人护城中国")).span(0) == (3, 4)


def test_a_span_holds_what_is_only_heard() -> None:
    assert coverage("护城河", spoken("大人互成何中国")).span(0) == (2, 3, 4)


def test_a_span_leaves_out_what_is_said_again_far_away() -> None:
    assert coverage("护城河", spoken("护城河" + "大" * 50 + "护城")).span(0) == (0, 1, 2)


def test_a_span_is_no_longer_than_an_answer() -> None:
    far = spoken("护城河" + "大" * LONGEST_SPAN + "中国")
    assert coverage("护城河中国", far).span(0) == (0, 1, 2)


def test_a_span_reaches_into_the_passages_beside_it() -> None:
    stream = stream_of([_passage(0, "大人护城", 0), _passage(1, "河中国人", 4)])
    assert coverage("护城河中国", stream).span(1) == (2, 3, 4, 5, 6)


@pytest.mark.parametrize("begun", ["护城", "户成"])
def test_a_span_ends_with_its_episode_whatever_the_next_one_begins_with(begun: str) -> None:
    stream = spoken(f"大小地方水火{begun}", "河中国人", episodes=(1, 2))
    assert max(coverage("护城河中国", stream).span(0)) < len("大小地方水火护城")


def test_nothing_said_spans_nothing() -> None:
    assert coverage("护城河", spoken("大人中国")).span(0) == ()


def _passage(number: int, text: str, first_unit: int) -> Passage:
    row = units_of(text)
    return Passage(PassageId(number), EpisodeId(1), first_unit, len(row), pack(row.sounds, row.surfaces))


@given(HAN, st.lists(HAN, min_size=1, max_size=5))
def test_a_share_is_between_none_and_all(query: str, texts: list[str]) -> None:
    assert all(-1e-9 <= share <= 1 + 1e-9 for share in shares(query, spoken(*texts)))


@given(HAN, HAN)
def test_saying_more_never_covers_less(query: str, text: str) -> None:
    (less,), (more,) = shares(query, spoken(text)), shares(query, spoken(text + query))
    assert more >= less - 1e-9


def asked(text: str, *texts: str) -> Coverage:
    """Of all passages, other words for the same included."""
    query = plan(text)
    assert query
    stream = spoken(*texts)
    return cover([weigh(query.content, {}, 100, query.synonyms)], stream, np.arange(len(stream.ids)))[0]


def asked_share(text: str, said: str) -> float:
    return float(asked(text, said).shares[0])


@pytest.mark.parametrize("said", ["大创始人", "founder"])
def test_another_word_for_the_same_counts_in_part(said: str) -> None:
    assert 0 < asked_share("为什么创办人", said) < asked_share("为什么创办人", "大创办人")


def test_another_word_counts_for_the_word_that_it_stands_for_alone() -> None:
    both, one = asked_share("为什么创办人尺寸", "大小创始人"), asked_share("为什么创办人尺寸", "创始人")
    assert both > one


def test_part_of_another_word_counts_nothing() -> None:
    assert asked_share("为什么尺寸", "大人小") == 0


def test_a_span_holds_other_words_for_the_same() -> None:
    assert asked("为什么尺寸", "中国大小中国").span(0) == (2, 3)


def test_what_is_no_question_is_covered_by_its_own_words_alone() -> None:
    assert asked_share("尺寸", "大小") == 0


@pytest.mark.parametrize("text", ["通货膨胀", "通大膨胀"])
def test_a_pair_that_was_pulled_apart_counts_in_part(text: str) -> None:
    (whole,), (apart,), (letters,) = (shares("通膨", spoken(said)) for said in ("通膨", text, "通大大大大膨"))
    assert letters < apart < whole


@pytest.mark.parametrize("text", ["找不到", "找得到", "找大大大大到", "到大找"])
def test_what_means_something_else_or_stands_too_far_is_not_pulled_apart(text: str) -> None:
    assert shares("找到", spoken(text)) == shares("找到", spoken("找大大大大大到"))


def test_what_is_said_of_several_queries_is_what_is_said_of_each() -> None:
    stream, queries = (
        spoken("大互成何人", "护城中河", "我们说护城河"),
        [weighed("护城河"), weighed("城河人"), weighed("护城")],
    )
    places = np.arange(len(stream.ids))
    together = [found.shares.tolist() for found in cover(queries, stream, places)]
    assert together == [cover([query], stream, places)[0].shares.tolist() for query in queries]
