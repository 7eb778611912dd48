"""Notices by e-mail, SMS and app: what is to be delivered, what customers chose; how the wallet reaches demo customers"""
import sqlalchemy as sa
from alembic import op

import bot.db

revision = '0010'
down_revision = '0011'
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
_WAITING = {'sqlite_where': sa.text("state = 'waiting'"), 'postgresql_where': sa.text("state = 'waiting'")}


def upgrade() -> None:
    op.create_table('notice_deliveries',
    sa.Column('id', _ID, nullable=False),
    sa.Column('key', sa.String(length=96), nullable=False),
    sa.Column('channel', sa.String(length=8), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('subject', sa.String(length=16), nullable=True),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('customer_id', sa.String(length=64), nullable=True),
    sa.Column('address', sa.String(length=254), nullable=True),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('give_up_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('claim', sa.String(length=32), nullable=True),
    sa.Column('claimed_until', bot.db.UtcDateTime(), nullable=True),
    sa.Column('last_error', sa.String(length=64), nullable=True),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('settled_at', bot.db.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id']),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key', 'channel')
    )
    op.create_index('ix_notice_deliveries_conversation_id', 'notice_deliveries', ['conversation_id'])
    op.create_index('ix_notice_deliveries_subject', 'notice_deliveries', ['subject'])
    op.create_index('ix_notice_deliveries_state', 'notice_deliveries', ['state', 'id'])
    op.create_index('ix_notice_deliveries_address', 'notice_deliveries', ['address', 'created_at'])
    op.create_index('ix_notice_deliveries_due', 'notice_deliveries', ['channel', 'due_at'], **_WAITING)
    op.create_table('contact_preferences',
    sa.Column('id', _ID, nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('subject', sa.String(length=16), nullable=False),
    sa.Column('channel', sa.String(length=8), nullable=False),
    sa.Column('chosen', sa.Boolean(), nullable=False),
    sa.Column('changed_at', bot.db.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id']),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('conversation_id', 'subject', 'channel')
    )
    op.add_column('sandbox_accounts', sa.Column('email', sa.String(length=254), nullable=True))
    op.add_column('sandbox_accounts', sa.Column('phone', sa.String(length=20), nullable=True))
    # Demo customers of an earlier seed; the newest one has given nothing yet.
    op.execute("UPDATE sandbox_accounts SET email = replace(customer_id, 'demo-', '') || '@example.com', phone = '+8613800138000' "
               "WHERE customer_id LIKE 'demo-%' AND customer_id <> 'demo-new'")


def downgrade() -> None:
    op.drop_column('sandbox_accounts', 'phone')
    op.drop_column('sandbox_accounts', 'email')
    op.drop_table('contact_preferences')
    op.drop_table('notice_deliveries')
