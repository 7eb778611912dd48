"""How well the bot understands: figures from lines whose intent is known."""
