"""The methods that this platform has, and what it takes; so that nothing else need be there.

Written as `name!:Type`: the mark says required, brackets an array. What is not named here is unknown, which is an
error of the bot and never `ok`: better a red test than a method that seems to work.
"""

from typing import Final

from tests.fake_telegram.shapes import Shapes, fields_of

CHAT = "chat_id!:Integer|String"
MARKUP = "reply_markup:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply"
SEND = (
    f"{CHAT} message_thread_id:Integer disable_notification:Boolean protect_content:Boolean"
    f" reply_parameters:ReplyParameters {MARKUP}"
)
CAPTION = "caption:String parse_mode:String caption_entities:[MessageEntity]"
EDITED = "chat_id:Integer|String message_id:Integer inline_message_id:String reply_markup:InlineKeyboardMarkup"
SCOPE = "scope:BotCommandScope language_code:String"
PREVIEW = "link_preview_options:LinkPreviewOptions"

METHODS: Final = {
    "getMe": "",
    "logOut": "",
    "close": "",
    "getUpdates": "offset:Integer limit:Integer timeout:Integer allowed_updates:[String]",
    "setWebhook": (
        "url!:String max_connections:Integer allowed_updates:[String] drop_pending_updates:Boolean"
        " secret_token:String ip_address:String"
    ),
    "deleteWebhook": "drop_pending_updates:Boolean",
    "getWebhookInfo": "",
    "sendMessage": f"{SEND} text!:String parse_mode:String entities:[MessageEntity] {PREVIEW}",
    "sendAudio": (
        f"{SEND} {CAPTION} audio!:InputFile|String duration:Integer performer:String title:String"
        " thumbnail:InputFile|String"
    ),
    "sendPhoto": f"{SEND} {CAPTION} photo!:InputFile|String show_caption_above_media:Boolean has_spoiler:Boolean",
    "sendChatAction": f"{CHAT} message_thread_id:Integer action!:String",
    "editMessageText": f"{EDITED} text:String parse_mode:String entities:[MessageEntity] {PREVIEW}",
    "editMessageCaption": f"{EDITED} {CAPTION} show_caption_above_media:Boolean",
    "editMessageReplyMarkup": EDITED,
    "deleteMessage": f"{CHAT} message_id!:Integer",
    "deleteMessages": f"{CHAT} message_ids!:[Integer]",
    "pinChatMessage": f"{CHAT} message_id!:Integer disable_notification:Boolean",
    "unpinChatMessage": f"{CHAT} message_id:Integer",
    "setMessageReaction": f"{CHAT} message_id!:Integer reaction:[ReactionType] is_big:Boolean",
    "answerCallbackQuery": ("callback_query_id!:String text:String show_alert:Boolean url:String cache_time:Integer"),
    "answerInlineQuery": (
        "inline_query_id!:String results!:[InlineQueryResult] cache_time:Integer is_personal:Boolean"
        " next_offset:String button:InlineQueryResultsButton"
    ),
    "setMyCommands": f"commands!:[BotCommand] {SCOPE}",
    "getMyCommands": SCOPE,
    "deleteMyCommands": SCOPE,
    "getChat": CHAT,
    "getChatMember": f"{CHAT} user_id!:Integer",
    "getChatMemberCount": CHAT,
    "getChatAdministrators": f"{CHAT} return_bots:Boolean",
    "leaveChat": CHAT,
    "getFile": "file_id!:String",
}

RESULT = "type!:String id!:String reply_markup:InlineKeyboardMarkup"
RESULT_CAPTION = f"{CAPTION} input_message_content:InputTextMessageContent"

TYPES: Final = {
    "InlineKeyboardMarkup": "inline_keyboard!:[[InlineKeyboardButton]]",
    "InlineKeyboardButton": (
        "text!:String url:String callback_data:String switch_inline_query:String icon_custom_emoji_id:String"
        " switch_inline_query_current_chat:String copy_text:CopyTextButton style:String"
    ),
    "CopyTextButton": "text!:String",
    "ReplyKeyboardMarkup": (
        "keyboard!:[[KeyboardButton]] is_persistent:Boolean resize_keyboard:Boolean one_time_keyboard:Boolean"
        " input_field_placeholder:String selective:Boolean"
    ),
    "KeyboardButton": "text!:String",
    "ReplyKeyboardRemove": "remove_keyboard!:Boolean selective:Boolean",
    "ForceReply": "force_reply!:Boolean input_field_placeholder:String selective:Boolean",
    "ReplyParameters": "message_id!:Integer chat_id:Integer|String allow_sending_without_reply:Boolean",
    "LinkPreviewOptions": (
        "is_disabled:Boolean url:String prefer_small_media:Boolean prefer_large_media:Boolean show_above_text:Boolean"
    ),
    "MessageEntity": "type!:String offset!:Integer length!:Integer url:String language:String",
    "ReactionTypeEmoji": "type!:String emoji!:String",
    "BotCommand": "command!:String description!:String",
    "BotCommandScopePlain": "type!:String",
    "BotCommandScopeChat": "type!:String chat_id!:Integer|String",
    "BotCommandScopeChatMember": "type!:String chat_id!:Integer|String user_id!:Integer",
    "InputTextMessageContent": (f"message_text!:String parse_mode:String entities:[MessageEntity] {PREVIEW}"),
    "InlineQueryResultsButton": "text!:String start_parameter:String",
    "InlineQueryResultArticle": (
        f"{RESULT} title!:String input_message_content!:InputTextMessageContent url:String description:String"
        " thumbnail_url:String thumbnail_width:Integer thumbnail_height:Integer"
    ),
    "InlineQueryResultAudio": (
        f"{RESULT} {RESULT_CAPTION} audio_url!:String title!:String performer:String audio_duration:Integer"
    ),
    "InlineQueryResultCachedAudio": f"{RESULT} {RESULT_CAPTION} audio_file_id!:String",
    "InlineQueryResultPhoto": (
        f"{RESULT} {RESULT_CAPTION} photo_url!:String thumbnail_url!:String photo_width:Integer"
        " photo_height:Integer title:String description:String show_caption_above_media:Boolean"
    ),
    "InlineQueryResultCachedPhoto": (
        f"{RESULT} {RESULT_CAPTION} photo_file_id!:String title:String description:String"
        " show_caption_above_media:Boolean"
    ),
}

SUBTYPES: Final = {
    "ReactionType": ("ReactionTypeEmoji",),
    "BotCommandScope": ("BotCommandScopePlain", "BotCommandScopeChat", "BotCommandScopeChatMember"),
    "InlineQueryResult": (
        "InlineQueryResultArticle",
        "InlineQueryResultAudio",
        "InlineQueryResultCachedAudio",
        "InlineQueryResultPhoto",
        "InlineQueryResultCachedPhoto",
    ),
}

OWN: Final = Shapes(
    methods={name: fields_of(text) for name, text in METHODS.items()},
    types={name: fields_of(text) for name, text in TYPES.items()},
    subtypes=SUBTYPES,
    returns={},
)
