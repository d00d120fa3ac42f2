"""Votes on posted clips: the buttons below a post, and what is said of a press. Pure."""

from bot.picks import Ballot, Tally
from handlers.locale import Words
from handlers.messages import Action, Button, Reply, sentences

FOR = "\U0001f44d"
AGAINST = "\U0001f44e"


def vote_buttons(clip_id: str, tally: Tally = Tally()) -> tuple[Button, ...]:  # noqa: B008 - it is frozen
    """For a clip and against it, each with how many are, as far as anybody is."""
    return (
        Button(Action.VOTE, clip_id, 1, _counted(FOR, tally.up), "+1"),
        Button(Action.VOTE, clip_id, 0, _counted(AGAINST, tally.down), "-1"),
    )


def voted(clip_id: str, ballot: Ballot, tally: Tally, words: Words) -> Reply:
    """What became of a vote, told to its voter; the counts stand on the buttons for all."""
    said = sentences(words.say(f"vote.{ballot.value}"))
    if ballot is Ballot.OPTED_OUT:
        return Reply(said.paragraphs, refuses=True, is_beside=True)
    return Reply(said.paragraphs, is_beside=True, relabelled=vote_buttons(clip_id, tally))


def _counted(sign: str, count: int) -> str:
    return f"{sign} {count}" if count else sign
