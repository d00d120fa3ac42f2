"""Episodes that are named in what is said."""

import pytest

from bot.search.mentions import Mention, announced, mentions_in


@pytest.mark.parametrize(
    ("text", "said", "number", "season", "step"),
    [
        ("我們在第四集聊過", "第四集", 4, None, 0),
        ("第 12 集有講", "第 12 集", 12, None, 0),
        ("第１２集", "第１２集", 12, None, 0),
        ("第一百零二集的時候", "第一百零二集", 102, None, 0),
        ("第二〇集", "第二〇集", 20, None, 0),
        ("第两集", "第两集", 2, None, 0),
        ("第二季第五集", "第二季第五集", 5, 2, 0),
        ("第 2 季的第 5 集", "第 2 季的第 5 集", 5, 2, 0),
        ("上一集講到", "上一集", None, None, -1),
        ("前一集講到", "前一集", None, None, -1),
        ("上上一集講到", "上上一集", None, None, -2),
        ("下一集見", "下一集", None, None, 1),
        ("下下一集見", "下下一集", None, None, 2),
        ("我們上集聊到", "上集", None, None, -1),
        ("下集我們再說", "下集", None, None, 1),
        ("好，上集。", "上集", None, None, -1),
        ("EP4 有講", "EP4", 4, None, 0),
        ("記得 ep. 12 嗎", "ep. 12", 12, None, 0),
        ("在EP#7說過", "EP#7", 7, None, 0),
        ("as in episode 12, we", "episode 12", 12, None, 0),
        ("Episode number 3", "Episode number 3", 3, None, 0),
        ("back in episode twelve we", "episode twelve", 12, None, 0),
        ("episode twenty-one was", "episode twenty-one", 21, None, 0),
        ("season 2, episode 5", "season 2, episode 5", 5, 2, 0),
        ("S02E05 said", "S02E05", 5, 2, 0),
        ("S2 EP5 said", "S2 EP5", 5, 2, 0),
        ("S02.E05 said", "S02.E05", 5, 2, 0),
        ("在第二季的EP5", "第二季的EP5", 5, 2, 0),
        ("第 2 季 EP5", "第 2 季 EP5", 5, 2, 0),
        ("season two, episode five", "season two, episode five", 5, 2, 0),
        ("season two episode 5", "season two episode 5", 5, 2, 0),
        ("this season, episode five", "episode five", 5, None, 0),
        ("這一季第五集", "第五集", 5, None, 0),
        ("本季的EP5", "EP5", 5, None, 0),
        ("in our last episode we", "last episode", None, None, -1),
        ("the previous episode", "previous episode", None, None, -1),
        ("the Next Episode.", "Next Episode", None, None, 1),
    ],
)
def test_a_named_episode_is_told(text: str, said: str, number: int | None, season: int | None, step: int) -> None:
    (mention,) = mentions_in(text)
    assert text[mention.start : mention.end] == said
    assert (mention.number, mention.season, mention.step) == (number, season, step)


@pytest.mark.parametrize(
    "text",
    [
        "第四集團的業務", "第四集团军", "第四集中營", "第四集結地", "上一集合地點", "一集合", "馬上集合", "晚上集合",
        "線上集資", "上集合的", "以下集點", "每一集都", "這一集", "第集", "第百集", "第百季第五集", "在天上集的雲",
        "集集小鎮", "四集", "deep4", "EP4k", "steps2e5", "發了 EP 3 首歌", "episode about tea", "episodes 4",
        "the last episode of the season", "上一季第三集", "前一季的第三集", "下季 EP3", "上季的EP3", "第百季EP3",
        "season finale episode 4", "season premiere, episode four",
        "the last episode ever", "version 4.5", "episode 4.5", "EP 123456", "lastepisode", "episodetwelve",
    ],
)  # fmt: skip
def test_what_means_something_else_names_none(text: str) -> None:
    assert mentions_in(text) == ()


def test_several_are_told_in_order() -> None:
    text = "EP4 和第五集，還有上一集"
    assert mentions_in(text) == (Mention(0, 3, 4), Mention(5, 8, 5), Mention(11, 14, step=-1))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("哈囉大家好 歡迎收聽山上的茶第十二集 今天", 12),
        ("欢迎来到第3集", 3),
        ("這裡是山上的茶 EP7", 7),
        ("Hello and welcome back to Tea Time, episode twelve.", 12),
        ("You're listening to Tea Time. This is episode 4.", 4),
        ("歡迎收聽第十二集。在第四集我們說過", 12),
        ("歡迎收聽山上的茶。第四集我們說過", None),
        ("在第四集我們說過", None),
        ("歡迎收聽上一集", None),
        ("歡迎收聽第四集 歡迎來到第五集", None),
        ("大家好", None),
    ],
)
def test_an_episode_says_its_number_at_its_beginning(text: str, number: int | None) -> None:
    assert announced(text) == number
