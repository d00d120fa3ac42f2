"""Discord: slash commands, buttons and posts, over discord.py.

`chat` keeps a client alive, `client` hears what happens, `answers` does the one use case of each interaction,
`commands` offers the table of functions, `render` makes replies into messages, `outbox` posts unasked.
"""
