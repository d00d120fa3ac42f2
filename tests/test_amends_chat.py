"""Corrections and aliases as the chats offer them: the table's rows and what they answer."""

from dataclasses import replace

import pytest

from bot.aliases import AliasProblem
from bot.amends import Decision, Standing
from bot.corrections import Corrections, ListedCorrection, Who
from bot.errors import NajiError, UsageError
from bot.model import Cue, Platform, Tier
from bot.questions import Question
from bot.quotes import PlacedHit
from handlers import correction_reply, reply
from handlers.alias_reply import warn
from handlers.asking import Asked, Bot
from handlers.correction_commands import carry_out
from handlers.functions import BY_NAME, FUNCTIONS, answer
from handlers.locale import FOLDERS, words_for
from handlers.messages import Voice
from handlers.terminal import search_lines
from tests.amend_shop import BOSS, GUILD, LISTENER, MODERATOR, OPERATOR, OTHER_GUILD, WORDS, Shop
from tests.daily_station import NINE, ON_DISCORD, add_episode, station
from tests.memory import MemoryStore
from tests.test_amends import correction

MOAT = "互成盒 → 護城河"
NOTE = "護城河〔更正，原辨識：互成盒〕"
AT = ("ep1", "00:08")
PAIR = ("互成盒", "護城河")


@pytest.fixture
async def shop() -> Shop:
    return await Shop().fill()


def test_deciding_and_setting_are_for_managers_and_proposing_and_looking_are_for_all() -> None:
    amends = [each for each in FUNCTIONS if each.name.split()[0] in ("correct", "corrections", "alias")]
    assert [each.name for each in amends if not each.for_managers] == ["correct", "alias list"]
    assert len(amends) == 8


async def test_a_proposal_is_answered_listed_accepted_and_found(shop: Shop) -> None:
    clip = await shop.clip_of("做生意要有互成盒")
    assert "主辦人採用之後就會生效" in await shop.say(LISTENER, f"correct {clip} {MOAT}")
    assert "1. shop EP1 00:1" in await shop.say(BOSS, "corrections list")
    assert "採用了" in await shop.say(BOSS, "corrections accept 1")
    assert NOTE in await shop.say(LISTENER, "quote 護城河")


async def test_an_operators_correction_counts_at_once(shop: Shop) -> None:
    clip = await shop.clip_of("做生意要有互成盒")
    assert "更正好了" in await shop.say(BOSS, f"correct {clip} {MOAT}")


async def test_one_show_is_not_named_and_one_of_several_is(shop: Shop) -> None:
    alone = Who(OTHER_GUILD, "discord:3", may_manage=True)
    said = await shop.say(alone, f"correct {await shop.clip_of('做生意要有互成盒', OTHER_GUILD)} {MOAT}")
    assert "\n1. EP1 00:1" in said
    assert (await shop.say(alone, "corrections list")).startswith("1. EP1 00:1")
    assert (await shop.say(MODERATOR, "corrections list")).startswith("1. shop EP1 00:1")


async def test_a_show_is_named_by_its_title(shop: Shop) -> None:
    (listed,) = await corrected(shop)
    assert listed.episode is not None
    titled = replace(listed.episode, show=replace(listed.episode.show, title="傘與人"))
    line = correction_reply.line(replace(listed, episode=titled, several_shows=True), WORDS)
    assert line.startswith("1. 傘與人 EP1 00:1")


async def test_what_was_removed_waits_for_nothing(shop: Shop) -> None:
    await corrected(shop)
    assert await shop.say(BOSS, "corrections remove 1") == "刪除了：\n1. shop EP1 00:10「互成盒」→「護城河」"


async def corrected(shop: Shop) -> tuple[ListedCorrection, ...]:
    await shop.say(LISTENER, f"correct {await shop.clip_of('做生意要有互成盒')} {MOAT}")
    return await shop.corrections.list(GUILD)


async def test_rejecting_and_removing_say_so(shop: Shop) -> None:
    clip = await shop.clip_of("做生意要有互成盒")
    await shop.say(LISTENER, f"correct {clip} {MOAT}")
    assert "退回了" in await shop.say(BOSS, "corrections reject 1")
    assert "（已退回）" in await shop.say(BOSS, "corrections list")
    assert "刪除了" in await shop.say(BOSS, "corrections remove 1")
    assert "目前沒有任何更正" in await shop.say(BOSS, "corrections list")


@pytest.mark.parametrize(
    "text", ["corrections accept 1", "corrections list", "alias add 鐵鋪 = forge", "alias remove 1"]
)
async def test_a_listener_decides_and_sets_nothing(shop: Shop, text: str) -> None:
    assert "管理權限" in await shop.say(LISTENER, text)


async def test_a_moderator_is_told_that_the_operator_decides(shop: Shop) -> None:
    await shop.corrections.add(BOSS, AT, (), PAIR)
    assert "由主辦人決定" in await shop.say(MODERATOR, "corrections remove 1")


async def test_aliases_are_set_listed_used_and_removed(shop: Shop) -> None:
    assert "Morioka = 岩手" in await shop.say(MODERATOR, "alias add Morioka = 岩手")
    assert "1. Morioka = 岩手" in await shop.say(LISTENER, "alias list")
    assert "別名：Morioka = 岩手" in await shop.say(LISTENER, "quote Morioka")
    assert "取消了" in await shop.say(MODERATOR, "alias remove Morioka")
    assert "還沒有設定別名" in await shop.say(LISTENER, "alias list")


@pytest.mark.parametrize(
    "text",
    ["correct", "correct k1f20a", "correct k1f20a 甲", "corrections accept", "corrections accept x", "alias add",
     "alias add 鐵鋪", "alias remove", "alias remove 9"],
)  # fmt: skip
@pytest.mark.parametrize("language", FOLDERS)
async def test_what_cannot_be_done_is_answered_with_a_sentence(shop: Shop, text: str, language: str) -> None:
    name = next(name for name in sorted(BY_NAME, key=len, reverse=True) if text.startswith(name))
    last = BY_NAME[name].parameters[-1].name
    asked = Asked(GUILD, "discord:1", words_for(language), may_manage=True)
    answered = await answer(shop.bot(), asked, name, {"id": "k1f20a", last: text[len(name) :].strip()})
    assert answered.refuses
    assert "error." not in answered.text
    assert "{" not in answered.text


@pytest.mark.parametrize("text", ["correct k1f20a 甲 → 乙", "corrections list", "alias list"])
async def test_the_sample_show_is_not_corrected(shop: Shop, text: str) -> None:
    name = next(name for name in sorted(BY_NAME, key=len, reverse=True) if text.startswith(name))
    sample = Bot(shop.quotes, shop.clips, lambda *_: None, sample=True)
    asked = Asked(OPERATOR, "console:operator", WORDS, may_manage=True)
    assert "範例節目" in (await answer(sample, asked, name, {"id": "k1f20a", "change": "甲 → 乙"})).text


# ---------------------------------------------------------------- how it is shown


async def test_a_clip_is_shown_with_its_correction(shop: Shop) -> None:
    clip = await shop.clip_of("做生意要有互成盒")
    await shop.corrections.add(BOSS, AT, (), PAIR)
    assert NOTE in await shop.say(LISTENER, f"clip {clip}")


async def test_what_was_heard_is_shown_with_its_correction_too(shop: Shop) -> None:
    await shop.corrections.add(BOSS, AT, (), PAIR)
    assert NOTE in await shop.say(LISTENER, "quote 做生意要有互成盒")


async def test_a_one_liner_is_shown_with_its_correction(shop: Shop) -> None:
    await shop.corrections.add(BOSS, AT, (), PAIR)
    (named, *_) = await shop.quotes.hits(Question("護城河", GUILD, "discord:1"), 1)
    line = reply.one_liner(PlacedHit(0, 1, named.hit), WORDS, several_shows=False)
    assert f"「{NOTE}」" in "".join(run.text for run in line)


async def test_english_says_so_in_english(shop: Shop) -> None:
    await shop.corrections.add(BOSS, AT, (), PAIR)
    (named, *_) = await shop.quotes.hits(Question("護城河", GUILD, "discord:1"), 1)
    voice = Voice(words_for("en"), lambda *_: None)
    assert "護城河 [corrected; heard as: 互成盒]" in search_lines([named], "護城河", voice, several_shows=False)


async def test_hits_of_lower_tiers_say_how_and_by_which_alias(shop: Shop) -> None:
    (named, *_) = await shop.quotes.hits(Question("岩手", GUILD, "discord:1"), 1)
    sound = replace(named.hit, tier=Tier.SOUND, alias=("Morioka", "岩手"))
    assert reply.why(sound, "Morioka", WORDS).endswith(" · 別名：Morioka = 岩手")


def test_a_list_is_cut_where_a_message_ends() -> None:
    many = [ListedCorrection(correction("甲", nth), None) for nth in range(20)]
    assert "還有 5 筆沒有列出來" in correction_reply.listing(many, WORDS).text


@pytest.mark.parametrize(
    ("decision", "standing", "said"),
    [
        (Decision.PROPOSED, Standing.SLEEPS, "等待決定"),
        (Decision.ACCEPTED, Standing.STANDS, "已採用"),
        (Decision.ACCEPTED, Standing.SLEEPS, "原本的字目前不在逐字稿裡"),
        (Decision.ACCEPTED, Standing.SETTLED, "逐字稿已經是對的"),
        (Decision.REJECTED, Standing.STANDS, "已退回"),
    ],
)
def test_a_list_says_what_became_of_each(decision: Decision, standing: Standing, said: str) -> None:
    one = replace(correction("甲", 0), decision=decision, standing=standing)
    assert f"（{said}）" in correction_reply.line(ListedCorrection(one, None), WORDS)


# ---------------------------------------------------------------- the command line's commands


async def done(shop: Shop, *texts: str, as_json: bool = False) -> str:
    return await carry_out(shop.corrections, texts, (), WORDS, as_json=as_json)


async def test_a_correction_is_added_by_episode_and_time(shop: Shop) -> None:
    assert "更正好了" in await done(shop, "add", *AT, *PAIR)
    assert (await shop.hit("護城河"))[0] == "exact"


async def test_a_correction_is_added_by_clip(shop: Shop) -> None:
    assert "更正好了" in await done(shop, "add", await shop.clip_of("做生意要有互成盒"), *PAIR)


async def test_all_corrections_are_listed(shop: Shop) -> None:
    assert await done(shop) == "目前沒有任何更正。\n"
    await done(shop, "add", *AT, *PAIR)
    assert await done(shop, "list") == await done(shop)
    assert (await done(shop)).count("\n") == 1


async def test_several_are_decided_at_once(shop: Shop) -> None:
    clip = await shop.clip_of("做生意要有互成盒")
    for right in ("護城河", "護城盒"):
        await shop.corrections.propose(Who(GUILD, "discord:2"), clip, ("互成盒", right))
    assert (await done(shop, "reject", "1", "2")).count("退回了") == 2
    assert "採用了" in await done(shop, "accept", "1")
    assert (await done(shop, "remove", "1", "2")).count("刪除了") == 2


@pytest.mark.parametrize(
    "texts", [("list", "x"), ("add",), ("add", "a", "b"), ("add", "a", "b", "c", "d", "e"), ("accept",), ("what", "1")]
)
async def test_what_cannot_be_read_says_how_it_is_used(shop: Shop, texts: tuple[str, ...]) -> None:
    with pytest.raises(NajiError, match=r"cli\.corrections"):
        await done(shop, *texts)


def test_the_operator_is_warned_of_a_problem_in_the_file(caplog: pytest.LogCaptureFixture) -> None:
    warn(AliasProblem("a.toml", 3, UsageError("alias.few")), WORDS)
    assert "別名檔 a.toml 第 3 項" in caplog.text


async def test_the_daily_clip_says_what_is_corrected() -> None:
    built = station(MemoryStore())
    await add_episode(built.store, "e1", [Cue(0, 20_000, "他說做生意要有互成盒 不然雨季一過就沒人了")], "shop")
    await built.set(ON_DISCORD)
    corrections = Corrections(built.store, built.access, built.clock)
    await corrections.add(BOSS, ("e1", "00:08"), (), PAIR)
    built.clock.instant = NINE
    await built.poster().post_due()
    [post] = built.outboxes[Platform.DISCORD].channel.messages
    assert [(post.clip.words[each.start : each.end], each.right) for each in post.clip.amended] == [PAIR]
