"""Which episodes are meant where episodes are named, and what a reader sees of it."""

from dataclasses import replace

import pytest

from bot.model import Cue, Episode, EpisodeFacts, EpisodeId, Show, ShowId
from bot.questions import Presser, Question
from bot.references import Reference, resolved
from bot.search.mentions import mentions_in
from handlers.excerpt import Run
from handlers.locale import words_for
from handlers.messages import Voice
from handlers.reference_lines import MOST_LINES, reference_lines
from handlers.reply import clip, opened_hit, page
from tests.small_library import GUILD, OPEN_SHOW, SECRET_SHOW, House, SmallLibrary, house

ZH = words_for("zh-TW")
TEA = Show(ShowId(1), "tea")


def episode(number: int | None, stem: str = "", show: Show = TEA) -> Episode:
    id_ = EpisodeId(hash((number, stem, show.slug)) % 10**9)
    return Episode(id_, show, stem or f"ep{number}", EpisodeFacts(number, f"標題{number}"))


ONE, TWO, THREE, FOUR = (episode(number) for number in (1, 2, 3, 4))
S1E1, S1E2, S2E1, S2E2 = (episode(int(stem[-1]), stem) for stem in ("S01E01", "S01E02", "S02E01", "S02E02"))
FED1, FED2, FED3, FED4 = (replace(episode(1 + nth % 2, f"guid-{nth}"), season=1 + nth // 2) for nth in range(4))
"""Two seasons of two episodes, as a feed tells them."""
ON = tuple(replace(each, season=1 + nth // 2) for nth, each in enumerate((ONE, TWO, THREE, FOUR)))
"""Two seasons whose numbers go on."""
BARE = episode(None, "talk")
RENAMED = replace(episode(2, "S02E02 again"), season=1)
"""Its feed knows better than its file's name."""
PLAIN = (ONE, TWO, THREE, FOUR, BARE)
SEASONS = (S1E1, S1E2, S2E1, S2E2)
FED = (FED1, FED2, FED3, FED4)


@pytest.mark.parametrize(
    ("text", "own", "episodes", "meant"),
    [
        ("第四集和 EP2", THREE, PLAIN, [("第四集", FOUR), ("EP2", TWO)]),
        ("上一集", THREE, PLAIN, [("上一集", TWO)]),
        ("next episode", THREE, PLAIN, [("next episode", FOUR)]),
        ("上上一集、下一集", THREE, PLAIN, [("上上一集", ONE), ("下一集", FOUR)]),
        ("EP2 … 第二集 … 上一集", THREE, PLAIN, [("EP2", TWO)]),
        ("第三集", THREE, PLAIN, []),
        ("第九集", THREE, PLAIN, []),
        ("下一集", FOUR, PLAIN, []),
        ("上一集", BARE, PLAIN, []),
        ("第四集", BARE, PLAIN, [("第四集", FOUR)]),
        ("第二集", THREE, (*PLAIN, episode(2, "special")), []),
        ("第一季第二集", S2E1, SEASONS, [("第一季第二集", S1E2)]),
        ("第二集", S2E1, SEASONS, [("第二集", S2E2)]),
        ("下一集", S1E1, SEASONS, [("下一集", S1E2)]),
        ("上一集", S2E1, SEASONS, []),
        ("S3E1", S2E1, SEASONS, []),
        ("第二集", THREE, SEASONS, []),
        ("第四集團", THREE, PLAIN, []),
        ("S1E2 和 第二季第二集", FED3, FED, [("S1E2", FED2), ("第二季第二集", FED4)]),
        ("第二集", FED3, FED, [("第二集", FED4)]),
        ("下一集", FED1, FED, [("下一集", FED2)]),
        ("下一集", FED2, FED, []),
        ("上一集", FED3, FED, []),
        ("S3E1", FED3, FED, []),
        ("第一季第二集", S2E1, (S2E1, S2E2, RENAMED), [("第一季第二集", RENAMED)]),
        ("上一集", ON[2], ON, [("上一集", ON[1])]),
        ("S2E3、第三集", ON[0], ON, [("S2E3", ON[2])]),
        ("第二季第一集", ON[0], ON, []),
    ],
)
def test_the_episode_that_is_meant_is_told_and_none_that_may_not_be(
    text: str, own: Episode, episodes: tuple[Episode, ...], meant: list[tuple[str, Episode]]
) -> None:
    found = resolved(text, mentions_in(text), own, episodes)
    assert found == tuple(Reference(said, each) for said, each in meant)


# ---------------------------------------------------------------- in an answer


@pytest.fixture
def tea() -> House:
    """Three numbered episodes of a public show; and of a private one, where the third names its first."""
    library = SmallLibrary()
    for show in (OPEN_SHOW, SECRET_SHOW):
        library.add(show, "a", [Cue(0, 4000, "第一集的話")], EpisodeFacts(1, "開店"))
        cues = [
            Cue(0, 4000, "我們在EP1說過護城河"),
            Cue(4000, 8000, "後來也說了"),
            Cue(8000, 12_000, "上一集說的是別的"),
        ]
        library.add(show, "c", cues, EpisodeFacts(3, "關店"))
    library.add(SECRET_SHOW, "b", [Cue(0, 4000, "秘密")], EpisodeFacts(2, "秘密的一集"))
    return house(library)


def links(episode: Episode, start_ms: int) -> str | None:
    return f"https://a.example/{episode.show.slug}/{episode.stem}?t={start_ms}"


async def test_an_episode_that_is_named_in_a_quote_is_a_link_to_its_beginning(tea: House) -> None:
    found = await tea.quotes.find(Question("我們在EP1", GUILD, "me"))
    lines = [line for lines in page(found, Voice(ZH, links)).paragraphs for line in lines]
    assert (Run("EP1 → EP1 · 開店", link="https://a.example/open/a?t=0"),) in lines


async def test_an_opened_hit_and_a_clip_have_it_too(tea: House) -> None:
    found = await tea.quotes.find(Question("我們在EP1", GUILD, "me"))
    opened = await tea.quotes.open_hit(found.search or "", 0, Presser(GUILD, "me"), lines=4)
    for reply in (opened_hit(opened, Voice(ZH, links)), clip(opened.opened, Voice(ZH, links))):
        assert "EP1 → EP1 · 開店 https://a.example/open/a?t=0" in reply.text


async def test_an_episode_of_another_show_is_never_meant(tea: House) -> None:
    found = await tea.quotes.find(Question("上一集說的", GUILD, "me"))
    public = next(each for each in found.hits if each.hit.episode.show == OPEN_SHOW)
    private = next(each for each in found.hits if each.hit.episode.show == SECRET_SHOW)
    assert public.around is not None
    assert private.around is not None
    assert [each.said for each in public.around.references] == ["EP1"]
    assert [each.episode.facts.title for each in private.around.references] == ["開店", "秘密的一集"]
    assert all(each.episode.show == SECRET_SHOW for each in private.around.references)


def test_what_is_not_shown_has_no_line() -> None:
    references = [Reference("EP 1", ONE), Reference("第二集", TWO)]
    shown = [(Run("在"), Run("「"), Run("EP"), Run("」"), Run("1 說")), (Run("過"),)]
    lines = reference_lines(references, shown, ZH, lambda each: each.stem, lambda _: None)
    assert lines == ((Run("EP 1 → ep1"),),)


def test_what_leads_nowhere_and_says_nothing_new_has_no_line() -> None:
    shown = [(Run("EP1"),)]
    assert reference_lines([Reference("EP1", ONE)], shown, ZH, lambda each: each.stem, lambda _: None) == ()
    assert reference_lines([Reference("EP1", ONE)], shown, ZH, lambda each: each.stem, lambda _: "https://a") != ()


def test_a_few_are_enough() -> None:
    references = [Reference(f"EP{number}", episode(number)) for number in range(9)]
    shown = [(Run("".join(each.said for each in references)),)]
    assert len(reference_lines(references, shown, ZH, lambda each: f"{each.stem}!", lambda _: None)) == MOST_LINES
