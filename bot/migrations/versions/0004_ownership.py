"""Who owns a conversation; what became of a request for a person"""
import sqlalchemy as sa
from alembic import op

import bot.db

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('agents',
    sa.Column('id', _ID, nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    # Plain SQL: SQLite adds a referencing column in place, where Alembic would copy the whole table.
    op.execute("ALTER TABLE conversations ADD COLUMN owner VARCHAR(8) NOT NULL DEFAULT 'bot' CHECK (owner IN ('bot', 'queue', 'agent'))")
    op.execute("ALTER TABLE conversations ADD COLUMN agent_id BIGINT REFERENCES agents(id)")
    op.add_column('conversations', sa.Column('owner_since', bot.db.UtcDateTime(), nullable=True))
    op.execute("ALTER TABLE handoffs RENAME COLUMN answered_at TO ended_at")
    op.execute("ALTER TABLE handoffs ADD COLUMN message_id BIGINT REFERENCES messages(id)")
    op.execute("ALTER TABLE handoffs ADD COLUMN agent_id BIGINT REFERENCES agents(id)")
    op.add_column('handoffs', sa.Column('taken_at', bot.db.UtcDateTime(), nullable=True))
    op.add_column('handoffs', sa.Column('outcome', sa.String(length=16), nullable=True))
    op.execute("UPDATE handoffs SET outcome = 'answered' WHERE ended_at IS NOT NULL")
    op.execute("UPDATE conversations SET owner = 'queue', owner_since = "
               "(SELECT created_at FROM handoffs WHERE conversation_id = conversations.id AND ended_at IS NULL) "
               "WHERE id IN (SELECT conversation_id FROM handoffs WHERE ended_at IS NULL)")
    op.create_index('ux_handoffs_open', 'handoffs', ['conversation_id'], unique=True,
                    sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))


def downgrade() -> None:
    op.drop_index('ux_handoffs_open', table_name='handoffs')
    for column in ('outcome', 'taken_at', 'agent_id', 'message_id'):
        op.drop_column('handoffs', column)
    op.execute("ALTER TABLE handoffs RENAME COLUMN ended_at TO answered_at")
    for column in ('owner_since', 'agent_id', 'owner'):
        op.drop_column('conversations', column)
    op.drop_table('agents')
