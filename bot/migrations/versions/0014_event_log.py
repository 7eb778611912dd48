"""Rasa's event log: ids of 64 bits, and indexes that find a conversation's newest event and its last session"""
import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0007'
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    if 'events' not in sa.inspect(op.get_bind()).get_table_names():
        op.create_table('events',
        sa.Column('id', _ID, nullable=False),
        sa.Column('sender_id', sa.String(length=255), nullable=False),
        sa.Column('type_name', sa.String(length=255), nullable=False),
        sa.Column('timestamp', sa.Float(), nullable=True),
        sa.Column('intent_name', sa.String(length=255), nullable=True),
        sa.Column('action_name', sa.String(length=255), nullable=True),
        sa.Column('data', sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint('id')
        )
    elif op.get_bind().dialect.name == 'postgresql':  # Rasa made it, with 32 bits
        op.execute("ALTER TABLE events ALTER COLUMN id TYPE BIGINT")
        op.execute("ALTER SEQUENCE IF EXISTS events_id_seq AS BIGINT")
    op.execute("DROP INDEX IF EXISTS ix_events_sender_id")
    op.create_index('ix_events_conversation', 'events', ['sender_id', 'id'])
    session_started = sa.text("type_name = 'session_started'")
    op.create_index('ix_events_sessions', 'events', ['sender_id', 'id'], sqlite_where=session_started, postgresql_where=session_started)


def downgrade() -> None:
    # The log itself stays: Rasa makes such a table by itself and would go on with this one.
    op.drop_index('ix_events_sessions', table_name='events')
    op.drop_index('ix_events_conversation', table_name='events')
    op.create_index('ix_events_sender_id', 'events', ['sender_id'])
