"""Episodes at a glance in the chats: their cards, and where a topic was talked about."""

from collections.abc import Mapping

from bot.cards import Choice
from bot.options import Options
from bot.questions import Question
from handlers import card_reply, trend_reply
from handlers.asking import Asked, Bot, Function, Parameter, Press, Values, present, voice
from handlers.messages import Action, Reply


async def _episode(bot: Bot, asked: Asked, values: Values) -> Reply:
    found = await present(bot.cards).find(values.get("which", ""), asked.place, values.get("show", ""))
    if isinstance(found, Choice):
        return card_reply.choice(found, asked.words)
    return card_reply.card(found, voice(bot, asked))


async def _card(bot: Bot, asked: Asked, key: str, _position: int) -> Reply:
    return card_reply.card(await present(bot.cards).open(key, asked.place), voice(bot, asked))


async def _phrase(bot: Bot, asked: Asked, episode: str, packed: int) -> Reply:
    shown = await present(bot.cards).open_phrase(episode, card_reply.unpacked(packed), asked.place)
    return card_reply.phrase(shown, voice(bot, asked))


async def _trend(bot: Bot, asked: Asked, values: Values) -> Reply:
    options = Options(show=values.get("show", ""))
    question = Question(values.get("term", ""), asked.place, asked.asker, options)
    return trend_reply.shown(await present(bot.trends).find(question), asked.words)


FUNCTIONS = (
    Function(
        "episode",
        (
            Parameter("which", "help.episode-which"),
            Parameter("show", "help.quote-show", is_required=False, has_field=True),
        ),
        "help.episode",
        _episode,
        searches=True,
    ),
    Function(
        "trend",
        (
            Parameter("term", "help.trend-term"),
            Parameter("show", "help.quote-show", is_required=False, has_field=True),
        ),
        "help.trend",
        _trend,
        searches=True,
    ),
)

PRESSES: Mapping[Action, Press] = {Action.CARD: _card, Action.PHRASE: _phrase}
