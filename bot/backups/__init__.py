"""Backups: all that the database and the folder of attachments hold, in one file, and back."""
