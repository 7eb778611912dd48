"""Conversations: what is said, by whom, in which language, and who may read it."""
