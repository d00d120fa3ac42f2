"""What a person keeps and what is kept of them, in the chats: saving clips, the list of them, and privacy.

Buttons of a person's own things carry whose they are, as a short tag, and obey nobody else.
"""

from collections.abc import Mapping
from hashlib import blake2b

from bot.errors import NotFoundError
from bot.model import PlaceKind
from handlers import people_reply
from handlers.asking import Asked, Bot, Function, Press, Values, present, presser, voice
from handlers.messages import Action, Reply

_TAG_BYTES = 4


def tag_of(asker: str) -> str:
    """Tells the asker of a button from others, in eight letters. No secret: it only keeps people apart."""
    return blake2b(asker.encode(), digest_size=_TAG_BYTES).hexdigest()


async def _saved(bot: Bot, asked: Asked, _values: Values) -> Reply:
    page = await present(bot.people).saved(presser(asked))
    return people_reply.listing(page, tag_of(asked.asker), asked.words)


async def _privacy(bot: Bot, asked: Asked, _values: Values) -> Reply:
    kept = await present(bot.people).kept_of(asked.asker)
    return people_reply.privacy(kept, tag_of(asked.asker), asked.words, in_own_chat=_is_direct(asked))


async def _save(bot: Bot, asked: Asked, clip_id: str, _position: int) -> Reply:
    return people_reply.was_saved(asked.words, anew=await present(bot.people).save(clip_id, presser(asked)))


async def _turn(bot: Bot, asked: Asked, button_id: str, position: int) -> Reply:
    people = present(bot.people)
    owner, _ = _own(button_id, asked)
    return people_reply.listing(await people.saved(presser(asked), position), owner, asked.words)


async def _reopen(bot: Bot, asked: Asked, button_id: str, number: int) -> Reply:
    people = present(bot.people)
    owner, clip_id = _own(button_id, asked)
    position, lines = people_reply.unpacked(number)
    wanted = {"lines": lines} if lines else {}
    shown = await people.open_saved(clip_id, presser(asked), **wanted)
    if shown is None:
        return people_reply.gone(clip_id, owner, position, asked.words)
    return people_reply.opened(shown, owner, position, voice(bot, asked))


async def _unsave(bot: Bot, asked: Asked, button_id: str, position: int) -> Reply:
    people = present(bot.people)
    owner, clip_id = _own(button_id, asked)
    was_saved, page = await people.unsave(clip_id, presser(asked), position)
    said = asked.words.say("saved.removed" if was_saved else "saved.was-not")
    return people_reply.listing(page, owner, asked.words, said)


async def _overview(bot: Bot, asked: Asked, button_id: str, _position: int) -> Reply:
    _own(button_id, asked)
    return await _privacy(bot, asked, {})


async def _forget(bot: Bot, asked: Asked, button_id: str, is_sure: int) -> Reply:
    people = present(bot.people)
    owner, _ = _own(button_id, asked)
    if not is_sure:
        return people_reply.sure(await people.kept_of(asked.asker), owner, asked.words)
    return people_reply.forgotten(await people.forget(asked.asker), asked.words)


async def _opt(bot: Bot, asked: Asked, button_id: str, out: int) -> Reply:
    people = present(bot.people)
    owner, _ = _own(button_id, asked)
    kept = await people.opt(asked.asker, out=bool(out))
    return people_reply.privacy(kept, owner, asked.words, in_own_chat=_is_direct(asked))


def _own(button_id: str, asked: Asked) -> tuple[str, str]:
    """Whose button it is, and what else it carries.

    Raises:
        NotFoundError: `saved.other` where it is somebody else's.
    """
    owner, _, rest = button_id.partition("-")
    if owner != tag_of(asked.asker):
        raise NotFoundError("saved.other")
    return owner, rest


def _is_direct(asked: Asked) -> bool:
    return asked.place.kind is PlaceKind.DIRECT


FUNCTIONS = (
    Function("saved", (), "help.saved", _saved, is_personal=True),
    Function("privacy", (), "help.privacy", _privacy, is_personal=True),
)

PRESSES: Mapping[Action, Press] = {
    Action.SAVE: _save,
    Action.SAVED: _turn,
    Action.REOPEN: _reopen,
    Action.UNSAVE: _unsave,
    Action.PRIVACY: _overview,
    Action.FORGET: _forget,
    Action.OPT: _opt,
}
