"""Quotes in the chats: finding them, turning pages, opening clips."""

from collections.abc import Mapping

from bot.offers import Offer
from bot.options import Options
from bot.questions import Question
from bot.suggesting import offer_in
from handlers import reply
from handlers.asking import Asked, Bot, Function, Parameter, Press, Values, presser, voice
from handlers.messages import Action, Reply


async def _quote(bot: Bot, asked: Asked, values: Values) -> Reply:
    offer = offer_in(values.get("text", ""))
    if bot.offers is not None and offer is not None:
        return reply.clip(await bot.offers.open(str(offer), asked.place), voice(bot, asked))
    texts = {name: values[name] for name in ("show", "episode", "speaker", "before", "after") if name in values}
    options = Options(**texts, exact=values.get("exact") == str(True))
    question = Question(values.get("text", ""), asked.place, asked.asker, options)
    return reply.page(await bot.quotes.find(question), voice(bot, asked))


async def _random(bot: Bot, asked: Asked, _values: Values) -> Reply:
    return reply.clip(await bot.clips.random(asked.place, bot.new_seed()), voice(bot, asked), by_chance=True)


async def _clip(bot: Bot, asked: Asked, values: Values) -> Reply:
    return reply.clip(await bot.clips.open(values.get("id", ""), asked.place), voice(bot, asked))


async def _open(bot: Bot, asked: Asked, search_id: str, position: int) -> Reply:
    shown = await bot.quotes.open_hit(search_id, position, presser(asked))
    return reply.opened_hit(shown, voice(bot, asked))


async def _turn(bot: Bot, asked: Asked, search_id: str, position: int) -> Reply:
    found = await bot.quotes.turn(search_id, position, presser(asked))
    return reply.page(found, voice(bot, asked))


async def _more(bot: Bot, asked: Asked, clip_id: str, lines: int) -> Reply:
    opener = bot.offers if bot.offers is not None and Offer.read(clip_id) else bot.clips
    return reply.clip(await opener.open(clip_id, asked.place, lines=lines), voice(bot, asked))


async def _widen(bot: Bot, asked: Asked, search_id: str, packed: int) -> Reply:
    position, lines = reply.widened(packed)
    shown = await bot.quotes.open_hit(search_id, position, presser(asked), lines=lines)
    return reply.opened_hit(shown, voice(bot, asked))


async def _again(bot: Bot, asked: Asked, _id: str, _position: int) -> Reply:
    return await _random(bot, asked, {})


FUNCTIONS = (
    Function(
        "quote",
        (
            Parameter("text", "help.quote-text"),
            *(
                Parameter(name, f"help.quote-{name}", is_required=False, has_field=True)
                for name in ("show", "episode", "speaker", "before", "after")
            ),
            Parameter("exact", "help.quote-exact", is_required=False, has_field=True, is_switch=True),
        ),
        "help.quote",
        _quote,
        searches=True,
    ),
    Function("random", (), "help.random", _random, searches=True),
    Function("clip", (Parameter("id", "help.clip-id"),), "help.clip", _clip),
)

PRESSES: Mapping[Action, Press] = {
    Action.OPEN: _open,
    Action.TURN: _turn,
    Action.MORE: _more,
    Action.WIDEN: _widen,
    Action.AGAIN: _again,
}
