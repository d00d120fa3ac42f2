"""What people do on the platform, and which of it reaches the bot."""

from tests.fake_telegram import content
from tests.fake_telegram.calls_send import result_media
from tests.fake_telegram.chats import Chat, Message
from tests.fake_telegram.markup import Formatted, detected, trimmed, utf16
from tests.fake_telegram.people import Member, User
from tests.fake_telegram.queries import CallbackQuery, InlineQuery
from tests.fake_telegram.world import World


def reaches_bot(world: World, chat: Chat, message: Message) -> bool:
    """Whether the bot is told of a message: in a group with privacy on, only of what is meant for it.

    A command without a name reaches it unless another bot wrote or may be meant; `/x@other` does not.
    """
    if chat.type in {"private", "channel"} or not chat.bot_member.is_in:
        return chat.bot_member.is_in
    if not world.bot.privacy or chat.bot_member.is_admin or message.service or message.via_inline:
        return True
    if message.reply_to is not None and message.reply_to.is_mine:
        return True
    name = f"@{world.bot.username}".lower()
    if name in [mention.lower() for mention in message.marked("mention")]:
        return True
    commands = [command.lower() for command in message.marked("bot_command")]
    return any(name in command if "@" in command else _is_last_bot(chat) for command in commands)


def _is_last_bot(chat: Chat) -> bool:
    bots = [message.sender for message in chat.messages.values() if message.sender and message.sender.is_bot]
    return chat.other_bots == 0 or (bool(bots) and bots[-1] is chat.world.bot)


class Acts:
    """People's side of one world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def say(
        self, chat: Chat, user: User, text: str, reply_to: Message | None = None, thread_id: int | None = None
    ) -> Message:
        """Someone writes."""
        if not 0 < utf16(text) <= content.MAX_TEXT:
            raise ValueError("Telegram's clients send 1-4,096 units")
        chat.started = True
        message = self._new(chat, user, trimmed(Formatted(text, [])))
        message.reply_to = reply_to
        message.thread_id = reply_to.thread_id if reply_to and thread_id is None else thread_id
        if thread_id is not None and reply_to is None:
            message.reply_to = chat.topics[thread_id]
        return self._tell("message", message)

    def start(self, user: User, payload: str = "") -> Message:
        """Someone opens the bot by a deep link and presses Start."""
        if payload and not content.PAYLOAD.fullmatch(payload):
            raise ValueError(f"no deep link carries {payload!r}")
        return self.say(self.world.chats[user.id], user, f"/start {payload}".strip())

    def post(self, channel: Chat, text: str) -> Message:
        """An administrator posts into a channel."""
        return self._tell("channel_post", self._new(channel, None, trimmed(Formatted(text, []))))

    def edit(self, message: Message, text: str) -> Message:
        """Someone corrects what they wrote."""
        message.versions.append(message.text)
        message.write(detected(trimmed(Formatted(text, []))))
        message.edited_at = self.world.clock.unix()
        kind = "edited_channel_post" if message.chat.type == "channel" else "edited_message"
        return self._tell(kind, message)

    def press(self, message: Message, words: str, user: User | None = None) -> CallbackQuery:
        """Someone presses the button whose label or data holds `words`."""
        button = message.button(words)
        if "callback_data" not in button:
            raise AssertionError(f"{button!r} asks the bot nothing")
        return self.press_data(message, button["callback_data"], user)

    def press_data(self, message: Message, data: str, user: User | None = None) -> CallbackQuery:
        """Someone presses a button that need not be there any more: an old screen, a forged client."""
        presser = user or message.chat.user
        if presser is None:
            raise ValueError("who presses?")
        query_id = str(self.world.new_id())
        query = CallbackQuery(self.world, query_id, presser, self.world.clock.unix(), message=message, data=data)
        self.world.callbacks[query_id] = query
        self.world.updates.push("callback_query", query.wire())
        return query

    def inline(self, user: User, text: str, offset: str = "", chat_type: str = "sender") -> InlineQuery:
        """Someone types behind the bot's name; what was answered before may come from the platform's cache."""
        if not self.world.bot.inline:
            raise AssertionError("inline mode is off: BotFather's /setinline turns it on")
        if len(text) > content.MAX_INLINE_QUERY:
            raise ValueError("Telegram's clients send 256 characters at most")
        query = InlineQuery(self.world, str(self.world.new_id()), user, self.world.clock.unix(), query=text)
        query.offset, query.chat_type = offset, chat_type
        kept = self.world.inline_cache.find(query)
        if kept is not None:
            query.answer, query.from_cache = kept, True
            return query
        self.world.inlines[query.id] = query
        self.world.updates.push("inline_query", query.wire())
        return query

    def choose(self, query: InlineQuery, result_id: str, chat: Chat) -> Message:
        """Someone sends one of the results into a chat."""
        result = next((each for each in query.results if each["id"] == result_id), None)
        if result is None:
            raise AssertionError(f"no result {result_id!r} among {[each['id'] for each in query.results]}")
        message = self._new(chat, query.user, content.check_result(result, self.world.complain))
        message.via_inline, message.media = True, result_media(self.world, result)
        message.keyboard = content.inline_keyboard(result.get("reply_markup"))
        chosen = {"result_id": result_id, "from": query.user.wire(), "query": query.query}
        if message.keyboard:
            message.inline_message_id = f"inline{self.world.new_id()}"
            self.world.inline_messages[message.inline_message_id] = message
            chosen["inline_message_id"] = message.inline_message_id
        if self.world.bot.inline_feedback:
            self.world.updates.push("chosen_inline_result", chosen)
        return self._tell("message", message)

    def topic(self, chat: Chat, name: str, user: User) -> int:
        """Someone opens a topic in a forum; its thread id."""
        message = self._new(chat, user, Formatted("", []))
        message.service = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        message.thread_id = message.message_id
        chat.topics[message.message_id] = message
        self._tell("message", message)
        return message.message_id

    def migrate(self, group: Chat) -> Chat:
        """A group becomes a supergroup, with a new number."""
        new = Chat(self.world, -1_000_000_000_000 - self.world.new_id(), "supergroup", title=group.title)
        new.members = dict(group.members)
        self.world.chats[new.id] = new
        owner = next(iter(group.members.values())).user
        for chat, key, other in ((group, "migrate_to_chat_id", new), (new, "migrate_from_chat_id", group)):
            message = self._new(chat, owner, Formatted("", []))
            message.service = {key: other.id}
            self._tell("message", message)
        group.migrated_to = new
        return new

    def menu(self, user: User, chat: Chat) -> list[dict[str, str]]:
        """The commands that Telegram's client offers: the narrowest scope, the reader's language before none."""
        languages = ((user.language_code or "")[:2], "")
        for scope in _scopes(chat, user):
            for language in languages:
                if commands := self.world.commands.get((scope, language)):
                    return commands
        return []

    def _new(self, chat: Chat, user: User | None, shown: Formatted) -> Message:
        message = Message(chat, self.world.new_message_id(chat), self.world.clock.unix(), sender=user)
        message.write(detected(shown) if not shown.entities else shown)
        return self.world.add(message)

    def _tell(self, kind: str, message: Message) -> Message:
        if reaches_bot(self.world, message.chat, message):
            self.world.updates.push(kind, message.wire())
        return message


def _scopes(chat: Chat, user: User) -> list[tuple[str, int | str, int]]:
    default: tuple[str, int | str, int] = ("default", 0, 0)
    if chat.type == "private":
        return [("chat", chat.id, 0), ("all_private_chats", 0, 0), default]
    scopes: list[tuple[str, int | str, int]] = [("chat_member", chat.id, user.id)]
    is_admin = chat.members.get(user.id, Member(user, "left")).is_admin
    if is_admin:
        scopes.append(("chat_administrators", chat.id, 0))
    scopes.append(("chat", chat.id, 0))
    if is_admin:
        scopes.append(("all_chat_administrators", 0, 0))
    return [*scopes, ("all_group_chats", 0, 0), default]
