"""Alembic's entrance: our tables only; Rasa keeps its own `events` table itself."""
from alembic import context

from bot.models import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata,
                  include_name=lambda name, kind, parents: kind != "table" or name in Base.metadata.tables)
with context.begin_transaction():
    context.run_migrations()
