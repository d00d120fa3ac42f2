"""Everything that drives the bot: the chats, the command line and a clock."""
