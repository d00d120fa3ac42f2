"""The manners of a place, as every chat keeps them: in which language it is spoken to, and who searches too fast."""

import logging
from math import ceil

from bot.cooldown import Wait
from bot.errors import BusyError, StoreError
from bot.model import Place, PlaceKind
from bot.place_settings import NOTHING_SET, PlaceSettings
from handlers import reply
from handlers.asking import Asked, Bot, Function
from handlers.locale import Words, nearest, words_for
from handlers.messages import Reply

_LOG = logging.getLogger(__name__)


async def settings_here(bot: Bot, place: Place) -> PlaceSettings:
    """What the place has set. Where that cannot be read it is as if nothing was: what is asked says what is wrong."""
    if bot.places is None:
        return NOTHING_SET
    try:
        return await bot.places.at(place)
    except StoreError as error:
        _LOG.warning("%s", error)
        return NOTHING_SET


def place_words(settings: PlaceSettings, others: Words) -> Words:
    """The words that the place has chosen, or the others where it chose none."""
    return words_for(nearest(settings.language, others.language)) if settings.language else others


def too_fast(bot: Bot, asked: Asked, function: Function, settings: PlaceSettings) -> Wait | None:
    """How long the asker waits before this function; None where they need not, and have paid for it.

    The operator never waits, nor do those who manage a place that is not theirs alone.
    """
    place = asked.place
    is_exempt = place.kind is PlaceKind.OPERATOR or (place.kind is PlaceKind.GROUP and asked.may_manage)
    if bot.cooldown is None or not function.searches or is_exempt:
        return None
    return bot.cooldown.wait(place, asked.asker, settings.cooldown_s)


def slower(wait: Wait, words: Words) -> Reply:
    """That somebody asks too fast, and in how many seconds they may ask again."""
    return reply.sorry(BusyError(f"cooldown.{wait.over.value}", seconds=ceil(wait.seconds)), words)
