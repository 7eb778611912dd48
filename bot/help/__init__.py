"""The help centre: the bot's answers as pages one can read and search without the bot."""
