"""Live talk: changes to hear of, presence, callbacks, notes, canned answers; typing, reading, the queue's order, devices"""
from datetime import datetime, timezone
from pathlib import Path

import sqlalchemy as sa
import yaml
from alembic import op

import bot.db

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
_HANDOFF_TIMES = ('queued_at', 'offered_at', 'lost_at')


def upgrade() -> None:
    op.create_table('changes',
    sa.Column('id', _ID, nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sqlite_autoincrement=True
    )
    op.create_index('ix_changes_created_at', 'changes', ['created_at'], unique=False)
    op.create_table('presences',
    sa.Column('agent_id', _ID, nullable=False),
    sa.Column('available', sa.Boolean(), nullable=False),
    sa.Column('seen_at', bot.db.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], ),
    sa.PrimaryKeyConstraint('agent_id')
    )
    op.create_table('devices',
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('device', sa.String(length=64), nullable=False),
    sa.Column('first_seen_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('last_seen_at', bot.db.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ),
    sa.PrimaryKeyConstraint('conversation_id', 'device')
    )
    op.create_table('callbacks',
    sa.Column('id', _ID, nullable=False),
    sa.Column('number', sa.String(length=16), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=False),
    sa.Column('contact', sa.String(length=254), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('due_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('agent_id', _ID, nullable=True),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('done_at', bot.db.UtcDateTime(), nullable=True),
    sa.CheckConstraint("state IN ('open', 'done', 'missed')", name='ck_callbacks_state'),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], ),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key'),
    sa.UniqueConstraint('number')
    )
    op.create_index('ix_callbacks_conversation_id', 'callbacks', ['conversation_id'], unique=False)
    op.create_index('ix_callbacks_state_due', 'callbacks', ['state', 'due_at'], unique=False)
    op.create_table('conversation_notes',
    sa.Column('id', _ID, nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('agent_id', _ID, nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], ),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_conversation_notes_conversation_id', 'conversation_notes', ['conversation_id'], unique=False)
    op.create_table('canned_answers',
    sa.Column('id', _ID, nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('zh', sa.Text(), nullable=False),
    sa.Column('en', sa.Text(), nullable=False),
    sa.Column('team', sa.String(length=32), nullable=True),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    _begin_with_answers()
    for name in ('customer_typing_at', 'agent_typing_at'):
        op.add_column('conversations', sa.Column(name, bot.db.UtcDateTime(), nullable=True))
    for name in ('customer_read', 'agent_read'):
        op.add_column('conversations', sa.Column(name, sa.Integer(), nullable=False, server_default='0'))
    op.create_index('ix_conversations_owner', 'conversations', ['owner', 'agent_id'], unique=False)
    # Plain SQL: SQLite adds a referencing column in place, where Alembic would copy the whole table.
    op.execute("ALTER TABLE messages ADD COLUMN agent_id BIGINT REFERENCES agents(id)")
    op.add_column('messages', sa.Column('understood', sa.JSON(), nullable=True))
    op.add_column('messages', sa.Column('response', sa.String(length=64), nullable=True))
    op.execute("ALTER TABLE handoffs ADD COLUMN wanted_agent_id BIGINT REFERENCES agents(id)")
    op.add_column('handoffs', sa.Column('team', sa.String(length=32), nullable=True))
    op.add_column('handoffs', sa.Column('priority', sa.Integer(), nullable=False, server_default='2'))
    op.add_column('handoffs', sa.Column('risk', sa.JSON(), nullable=False, server_default='[]'))
    for name in _HANDOFF_TIMES:
        op.add_column('handoffs', sa.Column(name, bot.db.UtcDateTime(), nullable=True))
    op.execute("UPDATE handoffs SET queued_at = created_at")
    op.create_index('ix_handoffs_taken_at', 'handoffs', ['taken_at'], unique=False)


def _begin_with_answers() -> None:
    """A new desk has a dozen canned answers, which are its supervisors' from then on."""
    answers = sa.table('canned_answers', *(sa.column(name) for name in ('title', 'zh', 'en')), sa.column('created_at', bot.db.UtcDateTime()))
    written = yaml.safe_load((Path(bot.db.__file__).parent / 'texts' / 'canned.yml').read_text(encoding='utf-8'))
    op.bulk_insert(answers, [{**answer, 'created_at': datetime(2026, 12, 1, tzinfo=timezone.utc)} for answer in written.values()])


def downgrade() -> None:
    op.drop_index('ix_handoffs_taken_at', table_name='handoffs')
    for name in (*_HANDOFF_TIMES, 'risk', 'priority', 'team', 'wanted_agent_id'):
        op.drop_column('handoffs', name)
    for name in ('response', 'understood', 'agent_id'):
        op.drop_column('messages', name)
    op.drop_index('ix_conversations_owner', table_name='conversations')
    for name in ('agent_read', 'customer_read', 'agent_typing_at', 'customer_typing_at'):
        op.drop_column('conversations', name)
    for table in ('canned_answers', 'conversation_notes', 'callbacks', 'devices', 'presences', 'changes'):
        op.drop_table(table)
