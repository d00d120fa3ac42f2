"""Who is on the platform."""

from dataclasses import dataclass, field
from typing import Any, Final

ADMIN_RIGHTS: Final = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
CHANNEL_RIGHTS: Final = ("can_post_messages", "can_edit_messages")
GROUP_RIGHTS: Final = ("can_pin_messages", "can_manage_topics")
PERMISSIONS: Final = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
EVERY_RIGHT: Final = frozenset((*ADMIN_RIGHTS, *CHANNEL_RIGHTS, *GROUP_RIGHTS))
SENDING: Final = frozenset(name for name in PERMISSIONS if name.startswith("can_send")) | {"can_react_to_messages"}


@dataclass(eq=False)
class User:
    """A person or a bot."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    def wire(self) -> dict[str, Any]:
        """As others see it."""
        seen: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            seen["username"] = self.username
        if self.language_code:
            seen["language_code"] = self.language_code
        return seen


@dataclass(eq=False)
class BotUser(User):
    """The bot that the token belongs to, with what BotFather set: inline mode, group privacy, feedback.

    `inline_feedback` tells `chosen_inline_result`; `privacy` hides most of a group's messages.
    """

    is_bot: bool = True
    privacy: bool = True
    inline: bool = True
    inline_feedback: bool = False

    def me(self) -> dict[str, Any]:
        """The answer of `getMe`."""
        return {
            **self.wire(),
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": self.inline,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }


@dataclass(eq=False)
class Member:
    """A user's standing in a chat.

    Args:
        user: who.
        status: `creator`, `administrator`, `member`, `restricted`, `left` or `kicked`.
        rights: what an administrator may do, or what is left to a restricted member.
    """

    user: User
    status: str = "member"
    rights: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_in(self) -> bool:
        """Whether the user is in the chat."""
        return self.status not in {"left", "kicked"}

    @property
    def is_admin(self) -> bool:
        """Whether the user runs the chat."""
        return self.status in {"creator", "administrator"}

    def may(self, right: str) -> bool:
        """Whether the user may do that."""
        if self.status == "creator":
            return True
        if self.status == "member":
            return right in SENDING
        return right in self.rights or (self.status == "administrator" and right in SENDING)

    def wire(self, chat_type: str) -> dict[str, Any]:
        """The ChatMember."""
        seen: dict[str, Any] = {"user": self.user.wire(), "status": self.status}
        if self.status == "creator":
            seen["is_anonymous"] = False
        elif self.status == "administrator":
            seen |= {"can_be_edited": False, "is_anonymous": False}
            seen |= {right: right in self.rights for right in ADMIN_RIGHTS}
            extra = CHANNEL_RIGHTS if chat_type == "channel" else GROUP_RIGHTS
            seen |= {right: right in self.rights for right in extra}
        elif self.status == "restricted":
            seen |= {"is_member": True, "until_date": 0}
            seen |= {right: right in self.rights for right in PERMISSIONS}
        elif self.status == "kicked":
            seen["until_date"] = 0
        return seen
