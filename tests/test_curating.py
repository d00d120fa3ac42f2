"""Suggesting a clip of the day, deciding on it, previewing what comes next, and voting, as the chats offer it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from functools import partial

import pytest

from bot.access import Access
from bot.choosing import chosen_for
from bot.clips import Clips
from bot.curating import MOST_OPEN, Curating
from bot.model import Clip, Destination, Place, PlaceKind, Platform
from bot.picks import Verdict
from bot.quotes import Quotes
from bot.schedules import schedules_of
from bot.segments import Kind, Segment
from bot.slots import Plan, Schedule
from bot.why import Tier, Why
from bot.withheld import Act, Decided, Target
from handlers import console, pick_reply
from handlers.asking import Asked, Bot, voice
from handlers.functions import answer, named_in, press, typed_values
from handlers.locale import FOLDERS, words_for
from handlers.messages import Action, Button, Reply
from handlers.vote_reply import vote_buttons
from tests.fixed_clock import FixedClock
from tests.test_daily_wishes import GUILD, NOW, OTHER, TALK_MS, Show, show

WORDS = words_for("zh-TW")
HERE = Destination(GUILD, "70")
BOSS = Asked(GUILD, "discord:1", WORDS, "70", may_manage=True)
ANN = Asked(GUILD, "discord:2", WORDS, "70")
BO = Asked(GUILD, "discord:3", WORDS, "70")
EARLY = datetime(2024, 5, 1, 0, 0, tzinfo=UTC)
"""08:00 in Taipei."""


@dataclass
class House:
    """A place with a clip of the day at nine, over a show with five episodes."""

    show: Show
    clock: FixedClock = field(default_factory=lambda: FixedClock(EARLY))

    def bot(self) -> Bot:
        store, access = self.show.store, Access({})
        bot = Bot(Quotes(store, access, self.clock), Clips(store, access), lambda *_: None)
        return replace(bot, curating=self.curating())

    def curating(self) -> Curating:
        return Curating(self.show.store, Access({}), self.clock)

    async def set(self, at: int = 9, place: Place = GUILD, channel: str = "70", plan: Plan | None = None) -> Schedule:
        destination = Destination(place, channel)
        return await self.show.store.set_schedule(destination, time(at), "Asia/Taipei", EARLY, plan or Plan())

    async def say(self, text: str, asked: Asked = BOSS) -> Reply:
        found = named_in(text)
        assert found is not None
        return await answer(self.bot(), asked, found[0].name, typed_values(*found))

    async def press(self, button: Button, asked: Asked = BOSS) -> Reply:
        return await press(self.bot(), asked, button.action, button.id, button.position)

    async def suggest(self, stem: str, nth: int = 0, asked: Asked = ANN) -> Clip:
        clip = await self.show.clip(stem, nth)
        assert not (await self.say(f"daily suggest {clip.id}", asked)).refuses
        return clip

    async def verdicts(self) -> list[tuple[str, Verdict]]:
        found = await self.show.store.read(lambda s: s.suggestions(GUILD))
        return [(each.clip, each.verdict) for each in found]


@pytest.fixture
async def house() -> House:
    built = House(await show("e1", "e2", "e3", "e4", "e5"))
    await built.set()
    return built


def button_for(shown: Reply, action: Action, nth: int = 0) -> Button:
    return [each for each in shown.buttons if each.action is action][nth]


def error(code: str, **values: object) -> str:
    return WORDS.say(f"error.{code}", **values)


# ---------------------------------------------------------------- suggesting


async def test_what_a_member_suggests_waits_and_what_a_moderator_suggests_is_picked(house: House) -> None:
    waits, picked = await house.suggest("e1"), await house.suggest("e2", asked=BOSS)
    assert await house.verdicts() == sorted([(waits.id, Verdict.OPEN), (picked.id, Verdict.APPROVED)])
    chosen = await house.curating().preview(GUILD)
    assert (chosen.chosen.clip.id, chosen.chosen.why) == (picked.id, Why(Tier.PICKED))


async def test_who_suggests_is_told_beside_the_clip(house: House) -> None:
    clip = await house.show.clip("e1")
    told = await house.press(Button(Action.SUGGEST, clip.id, 0, "", ""), ANN)
    assert "管理員看過之後再決定" in told.text
    assert told.is_beside
    assert "會先貼這一段" in (await house.press(Button(Action.SUGGEST, clip.id, 0, "", ""), BOSS)).text


async def test_a_clip_is_suggested_once(house: House) -> None:
    clip = await house.suggest("e1")
    assert (await house.say(f"daily suggest {clip.id}", BO)).text == error("suggest.known")
    await house.say(f"daily suggest {clip.id}")
    assert (await house.say(f"daily suggest {clip.id}", BO)).text == error("suggest.picked")
    assert (await house.say(f"daily suggest {clip.id}")).text == error("suggest.picked")


async def test_what_was_declined_only_a_moderator_suggests_again(house: House) -> None:
    clip = await house.show.picked("e1", verdict=Verdict.DECLINED)
    assert (await house.say(f"daily suggest {clip.id}", ANN)).text == error("suggest.declined")
    await house.suggest("e1", asked=BOSS)
    assert await house.verdicts() == [(clip.id, Verdict.APPROVED)]


async def test_of_one_person_so_many_wait_at_most(house: House) -> None:
    for nth in range(MOST_OPEN):
        await house.suggest("e1", nth)
    clip = await house.show.clip("e2")
    assert (await house.say(f"daily suggest {clip.id}", ANN)).text == error("suggest.full", limit=MOST_OPEN)
    await house.suggest("e2", asked=BO)


async def test_at_a_place_so_many_wait_at_most(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.curating.MOST_WAITING", 1)
    await house.suggest("e1")
    clip = await house.show.clip("e2")
    assert (await house.say(f"daily suggest {clip.id}", BO)).text == error("suggest.busy")


async def test_where_no_clip_of_the_day_is_set_nothing_is_suggested(house: House) -> None:
    clip = await house.show.clip("e1")
    elsewhere = replace(ANN, place=OTHER)
    assert (await house.say(f"daily suggest {clip.id}", elsewhere)).text == error("suggest.no_daily")


async def test_what_could_never_be_posted_is_not_suggested(house: House) -> None:
    hidden, sponsored = await house.show.clip("e1"), await house.show.clip("e1", 1)
    decided = Decided(Act.HIDDEN, Target("open", "e1", hidden.id), GUILD.key, "discord:1", NOW)
    await house.show.store.hide(decided)
    sponsor = Segment(TALK_MS, 2 * TALK_MS, Kind.SPONSOR, by_operator=True)
    await house.show.store.say_segment("open", "e1", sponsor)
    assert (await house.say(f"daily suggest {hidden.id}")).text == error("suggest.withheld")
    assert (await house.say(f"daily suggest {sponsored.id}", ANN)).text == error("suggest.aside")


async def test_whoever_opted_out_suggests_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = await house.show.clip("e1")
    monkeypatch.setattr("tests.small_people.NoPeople.opted_out", lambda *_: True)
    assert (await house.say(f"daily suggest {clip.id}", ANN)).text == error("suggest.opted_out")


async def test_no_such_clip_is_suggested(house: House) -> None:
    assert (await house.say("daily suggest zzzzzz", ANN)).text == error("clip.none", id="zzzzzz")
    assert (await house.say("daily suggest", ANN)).text == error("clip.empty")


# ---------------------------------------------------------------- deciding


async def test_a_moderator_decides_with_buttons_and_takes_it_back(house: House) -> None:
    clip = await house.suggest("e1")
    listed = await house.say("daily suggestions")
    assert clip.id in listed.text
    assert [each.key for each in listed.buttons] == ["1", "a1", "d1"]
    approved = await house.press(button_for(listed, Action.APPROVE))
    assert "採用了" in approved.text
    assert await house.verdicts() == [(clip.id, Verdict.APPROVED)]
    assert "恢復" in (await house.press(button_for(approved, Action.WITHDRAW))).text
    assert await house.verdicts() == []
    await house.suggest("e1")
    declined = await house.press(button_for(listed, Action.DECLINE))
    assert "不採用" in declined.text
    assert await house.verdicts() == [(clip.id, Verdict.DECLINED)]


async def test_a_member_decides_nothing(house: House) -> None:
    clip = await house.suggest("e1")
    for action in (Action.APPROVE, Action.DECLINE, Action.WITHDRAW, Action.OTHER):
        told = await house.press(Button(action, clip.id, 1, "", ""), BO)
        assert told.text == error("function.managers")
    assert (await house.say("daily suggestions", BO)).text == error("function.managers")
    assert await house.verdicts() == [(clip.id, Verdict.OPEN)]


async def test_the_list_tells_what_waits_what_goes_first_and_what_is_never_posted(house: House) -> None:
    assert (await house.say("daily suggestions")).text == WORDS.say("suggest.no-one")
    for nth in range(5):
        await house.suggest("e1", nth)
        await house.suggest("e2", nth, BO)
        await house.show.picked("e3", nth)
    await house.show.picked("e4", verdict=Verdict.DECLINED)
    listed = await house.say("daily suggestions")
    assert all(told in listed.text for told in ("推薦（10）", "片段（5）", "片段（1）", "還有 5 個", "還有 1 個"))
    assert len(listed.buttons) == 5 * 3 + 4 + 1
    back = button_for(listed, Action.WITHDRAW, -1)
    assert back.key == "b10"
    await house.press(back)
    assert Verdict.DECLINED not in {verdict for _, verdict in await house.verdicts()}


async def test_what_can_be_posted_no_more_is_listed_with_why_and_is_not_approved(house: House) -> None:
    hidden, _, _ = await house.suggest("e1"), await house.suggest("e2"), await house.suggest("e3")
    await house.show.store.hide(Decided(Act.HIDDEN, Target("open", "e1", hidden.id), GUILD.key, "discord:1", NOW))
    await house.show.store.remove_episode("open", "e2")
    sponsor = Segment(0, TALK_MS, Kind.SPONSOR, by_operator=True)
    await house.show.store.say_segment("open", "e3", sponsor)
    listed = await house.say("daily suggestions")
    assert all(WORDS.say(f"suggest.closed-{why}") in listed.text for why in ("withheld", "gone", "aside"))
    assert Action.APPROVE not in {each.action for each in listed.buttons}
    forged = await house.press(Button(Action.APPROVE, hidden.id, 0, "", ""))
    assert forged.text == error("suggest.withheld")


async def test_what_was_never_suggested_is_not_decided_on(house: House) -> None:
    for action in (Action.APPROVE, Action.WITHDRAW):
        told = await house.press(Button(action, "zzzzzz", 0, "", ""))
        assert told.text == error("suggest.none", id="zzzzzz")


# ---------------------------------------------------------------- preview


async def test_what_is_previewed_is_what_is_posted(house: House) -> None:
    [schedule] = await house.show.store.read(lambda s: schedules_of(s, GUILD))
    for _ in range(6):
        preview = await house.curating().preview(GUILD)
        posted = await house.show.store.read(
            partial(chosen_for, access=Access({}), schedule=schedule, slot=preview.slot)
        )
        assert posted == preview.chosen
        house.clock.instant = preview.when.astimezone(UTC)


async def test_a_preview_tells_when_why_and_what(house: House) -> None:
    picked = await house.suggest("e2", asked=BOSS)
    shown = await house.say("daily preview")
    assert all(
        told in shown.text
        for told in ("下一次會這樣貼", "時間：", "09:00（Asia/Taipei）", "管理員選的", "今日片段", picked.words[:5])
    )
    assert [each.action for each in shown.buttons] == [Action.OTHER, Action.MORE]


async def test_a_preview_has_the_heading_and_the_language_of_its_schedule(house: House) -> None:
    await house.set(plan=Plan(heading="早安 **大家**", language="en"))
    shown = await house.say("daily preview")
    assert "早安 **大家**" in shown.text
    assert "Clip" in shown.text
    assert "會這樣貼" in shown.text


async def test_another_one_is_chosen_and_the_first_never_again(house: House) -> None:
    shown = await house.say("daily preview")
    first = button_for(shown, Action.OTHER)
    other = await house.press(first)
    assert first.id in other.text.splitlines()[0]
    assert button_for(other, Action.OTHER).id != first.id
    assert (first.id, Verdict.DECLINED) in await house.verdicts()
    seen = set()
    for _ in range(12):
        preview = await house.say("daily preview")
        seen.add(button_for(preview, Action.OTHER).id)
        await house.press(button_for(preview, Action.OTHER))
    assert first.id not in seen


async def test_what_is_passed_over_is_taken_back_from_the_list(house: House) -> None:
    shown = await house.say("daily preview")
    first = button_for(shown, Action.OTHER)
    await house.press(first)
    await house.press(button_for(await house.say("daily suggestions"), Action.WITHDRAW))
    assert button_for(await house.say("daily preview"), Action.OTHER).id == first.id


async def test_the_schedule_is_named_by_number_or_time_and_else_the_next_one_here(house: House) -> None:
    await house.set(21)
    await house.set(8, channel="71")
    assert "09:00" in (await house.say("daily preview")).text
    assert "21:00" in (await house.say("daily preview 2")).text
    assert "21:00" in (await house.say("daily preview 21:00")).text
    elsewhere = replace(BOSS, channel="99")
    assert "09:00" in (await house.say("daily preview", elsewhere)).text


async def test_where_nothing_is_set_or_due_it_says_so(house: House) -> None:
    assert (await house.say("daily preview", replace(BOSS, place=OTHER))).text == error("preview.none")
    [schedule] = await house.show.store.read(lambda s: schedules_of(s, GUILD))
    await house.show.store.pause_schedule(schedule.id)
    assert (await house.say("daily preview")).text == error("preview.rests")


async def test_an_empty_pool_says_so(house: House) -> None:
    for nth in range(1, 6):
        await house.show.store.remove_episode("open", f"e{nth}")
    assert (await house.say("daily preview")).text == error("daily.no_clip")


async def test_a_forged_button_of_another_places_schedule_passes_nothing_over(house: House) -> None:
    shown = await house.say("daily preview")
    button = button_for(shown, Action.OTHER)
    told = await house.press(button, replace(BOSS, place=OTHER))
    assert told.text == error("preview.none")
    assert await house.verdicts() == []


async def test_what_the_operator_passes_over_is_never_posted_where_the_schedule_posts(house: House) -> None:
    operator = Asked(console.PLACE, console.ASKER, WORDS, may_manage=True)
    first = button_for(await house.say("daily preview", operator), Action.OTHER)
    other = await house.press(first, operator)
    assert other.text.splitlines()[0] == WORDS.say("preview.passed-there", id=first.id)
    assert button_for(other, Action.OTHER).id != first.id
    assert await house.verdicts() == [(first.id, Verdict.DECLINED)]
    assert (await house.say(f"daily suggest {first.id}", operator)).text == error("suggest.no_daily")


# ---------------------------------------------------------------- votes


async def test_a_vote_is_told_to_its_voter_and_counted_on_the_buttons_for_all(house: House) -> None:
    clip = await house.show.clip("e1")
    up, down = vote_buttons(clip.id)
    assert (up.label, down.label) == ("👍", "👎")
    told = await house.press(up, ANN)
    assert told.is_beside
    assert told.text == WORDS.say("vote.up")
    assert [each.label for each in told.relabelled] == ["👍 1", "👎"]
    assert [each.label for each in (await house.press(down, BO)).relabelled] == ["👍 1", "👎 1"]
    assert [each.label for each in (await house.press(down, ANN)).relabelled] == ["👍", "👎 2"]
    taken_back = await house.press(down, ANN)
    assert taken_back.text == WORDS.say("vote.taken-back")
    assert [each.label for each in taken_back.relabelled] == ["👍", "👎 1"]


async def test_whoever_opted_out_is_told_that_their_vote_is_not_kept(house: House) -> None:
    clip = await house.show.clip("e1")
    store = house.show.store
    store._state.wanted = replace(store._state.wanted, opted_out=frozenset({ANN.asker}))
    told = await house.press(vote_buttons(clip.id)[0], ANN)
    assert told.refuses
    assert not told.relabelled
    assert "/privacy" in told.text


async def test_nobody_votes_on_what_is_hidden_or_not_there(house: House) -> None:
    clip = await house.show.clip("e1")
    await house.show.store.hide(Decided(Act.HIDDEN, Target("open", "e1", clip.id), GUILD.key, "discord:1", NOW))
    assert (await house.press(vote_buttons(clip.id)[0], ANN)).text == error("clip.withheld", id=clip.id)
    assert (await house.press(vote_buttons("zzzzzz")[0], ANN)).text == error("clip.none", id="zzzzzz")


# ---------------------------------------------------------------- what is offered, and in which words


def test_clips_can_be_suggested_where_a_group_reads_them_and_nowhere_else() -> None:
    bot = House(Show()).bot()
    direct = Place(Platform.TELEGRAM, PlaceKind.DIRECT, "1")
    offered = [
        Action.SUGGEST in {deed.action for deed in voice(answers, replace(ANN, place=place)).deeds}
        for answers, place in ((bot, GUILD), (bot, direct), (replace(bot, curating=None), GUILD))
    ]
    assert offered == [True, False, False]


async def test_the_sample_show_has_nothing_to_suggest(house: House) -> None:
    sample = replace(house.bot(), curating=None)
    told = await answer(sample, BOSS, "daily preview", {})
    assert told.text == error("function.sample")


@pytest.mark.parametrize("language", FOLDERS)
@pytest.mark.parametrize("tier", Tier)
def test_why_is_told_in_every_language(language: str, tier: Tier) -> None:
    said = pick_reply.why_line(Why(tier, 2021, votes=3, saves=2), words_for(language))
    assert "2021" in said
    assert "{" not in said
    assert "chosen." not in said
