"""The ways in which customers reach the bot."""
