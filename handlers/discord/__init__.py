"""Discord: slash commands, buttons and posts, over discord.py.

`client` keeps a connection alive and hears what happens, `wire` knows how it breaks, `answers` does the one use case
of each interaction, `commands` offers the table of functions, `places` tells who asks from where, `doorman` who may
have posts elsewhere, `render` makes replies into messages, `outbox` posts unasked, `welcome` says hello.
"""
