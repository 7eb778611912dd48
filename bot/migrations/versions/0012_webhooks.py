"""Webhooks: subscriptions, events, deliveries"""
import sqlalchemy as sa
from alembic import op

import bot.db

revision = '0012'
down_revision = '0009'
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('webhook_subscriptions',
    sa.Column('id', _ID, nullable=False),
    sa.Column('url', sa.String(length=500), nullable=False),
    sa.Column('topics', sa.JSON(), nullable=False),
    sa.Column('secret', sa.String(length=64), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_by', _ID, nullable=True),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['created_by'], ['agents.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('webhook_events',
    sa.Column('id', _ID, nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('topic', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key'),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_webhook_events_created_at'), 'webhook_events', ['created_at'])
    op.create_table('webhook_deliveries',
    sa.Column('id', _ID, nullable=False),
    sa.Column('event_id', _ID, nullable=False),
    sa.Column('subscription_id', _ID, nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('queued_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('next_attempt_at', bot.db.UtcDateTime(), nullable=True),
    sa.Column('last_status', sa.Integer(), nullable=True),
    sa.Column('last_error', sa.String(length=64), nullable=True),
    sa.Column('settled_at', bot.db.UtcDateTime(), nullable=True),
    sa.CheckConstraint("state IN ('pending', 'delivered', 'failed')", name='ck_webhook_deliveries_state'),
    sa.ForeignKeyConstraint(['event_id'], ['webhook_events.id'], ),
    sa.ForeignKeyConstraint(['subscription_id'], ['webhook_subscriptions.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('event_id', 'subscription_id')
    )
    op.create_index('ix_webhook_deliveries_due', 'webhook_deliveries', ['subscription_id', 'next_attempt_at'])


def downgrade() -> None:
    for table in ('webhook_deliveries', 'webhook_events', 'webhook_subscriptions'):
        op.drop_table(table)
