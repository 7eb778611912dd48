"""Indexes by which the oldest messages, events and notices are found"""
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

_INDEXES = (('ix_messages_created_at', 'messages', 'created_at'), ('ix_events_timestamp', 'events', 'timestamp'),
            ('ix_notice_deliveries_settled_at', 'notice_deliveries', 'settled_at'))


def upgrade() -> None:
    for name, table, column in _INDEXES:
        op.create_index(name, table, [column])


def downgrade() -> None:
    for name, table, _ in _INDEXES:
        op.drop_index(name, table_name=table)
