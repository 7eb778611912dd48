"""What our own people attach to a complaint; rises of complaints"""
import sqlalchemy as sa
from alembic import op

import bot.db

revision = '0015'
down_revision = '0013'
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.add_column('attachments', sa.Column('internal', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.create_table('complaint_rises',
    sa.Column('id', _ID, nullable=False),
    sa.Column('category', sa.String(length=32), nullable=False),
    sa.Column('level', sa.String(length=16), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('usual', sa.Float(), nullable=False),
    sa.Column('started_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('seen_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('ended_at', bot.db.UtcDateTime(), nullable=True),
    sa.CheckConstraint("level IN ('warning', 'emergency')", name='ck_complaint_rises_level'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ux_complaint_rises_open', 'complaint_rises', ['category'], unique=True,
                    sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_index('ix_complaints_created', 'complaints', ['created_at', 'category'])


def downgrade() -> None:
    op.drop_index('ix_complaints_created', table_name='complaints')
    op.drop_table('complaint_rises')
    # Without the column a customer could be shown them.
    op.execute('DELETE FROM complaint_attachments WHERE attachment_id IN (SELECT id FROM attachments WHERE internal)')
    op.execute('DELETE FROM attachments WHERE internal')
    op.drop_column('attachments', 'internal')
