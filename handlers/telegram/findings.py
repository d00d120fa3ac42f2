"""What Telegram says of the bot itself: the switches that only @BotFather can turn."""

from collections.abc import Sequence

from telegram import Bot, User
from telegram.error import InvalidToken, TelegramError

INLINE_OFF = "telegram.inline_off"
READS_GROUPS = "telegram.reads_groups"
TOKEN_REFUSED = "telegram.token_refused"  # noqa: S105 - the name of a sentence
UNREACHABLE = "telegram.unreachable"


def findings_of(me: User) -> tuple[str, ...]:
    """Where the bot's switches differ from what it needs: codes of sentences, `error.<code>` in the catalogues.

    Inline mode is wanted. Reading all of a group's messages is not: commands and replies reach the bot without it.
    """
    wrong = {INLINE_OFF: not me.supports_inline_queries, READS_GROUPS: bool(me.can_read_all_group_messages)}
    return tuple(code for code, is_wrong in wrong.items() if is_wrong)


async def check(token: str, api_url: str) -> Sequence[str]:
    """Ask Telegram who the token belongs to: the codes of what is wrong, empty where all is well. Changes nothing."""
    bot = Bot(token, base_url=f"{api_url}/bot")
    try:
        await bot.initialize()
        return findings_of(bot.bot)
    except InvalidToken:
        return (TOKEN_REFUSED,)
    except TelegramError:
        return (UNREACHABLE,)
    finally:
        await bot.shutdown()
