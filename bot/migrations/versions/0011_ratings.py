"""Ratings after a resolution or a handoff, follow-ups, suggestions and their rewards"""
import sqlalchemy as sa
from alembic import op

import bot.db

revision = '0011'
down_revision = '0014'
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
_RESOLVED = {f'{dialect}_where': sa.text("kind = 'complaint_resolved'") for dialect in ('sqlite', 'postgresql')}


def upgrade() -> None:
    op.create_index('ix_complaint_events_resolved', 'complaint_events', ['created_at'], **_RESOLVED)
    op.create_index('ix_handoffs_ended', 'handoffs', ['ended_at'])
    _add_ratings()
    _add_follow_ups()
    _add_suggestions()
    _add_rewards()


def _add_ratings() -> None:
    op.create_table('ratings',
    sa.Column('id', _ID, nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('complaint_id', _ID, nullable=True),
    sa.Column('event_sequence', sa.Integer(), nullable=True),
    sa.Column('handoff_id', _ID, nullable=True),
    sa.Column('agent_id', _ID, nullable=True),
    sa.Column('category', sa.String(length=32), nullable=False),
    sa.Column('asked_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('stars', sa.Integer(), nullable=True),
    sa.Column('comment', sa.Text(), nullable=True),
    sa.Column('rated_at', bot.db.UtcDateTime(), nullable=True),
    sa.Column('changed_at', bot.db.UtcDateTime(), nullable=True),
    sa.Column('rated_by', _ID, nullable=True),
    sa.Column('commented_by', _ID, nullable=True),
    sa.CheckConstraint('stars BETWEEN 1 AND 5', name='ck_ratings_stars'),
    sa.CheckConstraint('(complaint_id IS NULL) <> (handoff_id IS NULL)', name='ck_ratings_about'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], ),
    sa.ForeignKeyConstraint(['handoff_id'], ['handoffs.id'], ),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], ),
    sa.ForeignKeyConstraint(['rated_by'], ['messages.id'], ),
    sa.ForeignKeyConstraint(['commented_by'], ['messages.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('complaint_id', 'event_sequence'),
    sa.UniqueConstraint('handoff_id'),
    sa.UniqueConstraint('conversation_id', 'sequence')
    )
    op.create_index('ix_ratings_asked', 'ratings', ['asked_at', 'id'])
    op.create_index('ix_ratings_agent', 'ratings', ['agent_id', 'id'])
    op.create_index(op.f('ix_ratings_rated_by'), 'ratings', ['rated_by'])


def _add_follow_ups() -> None:
    op.create_table('follow_ups',
    sa.Column('id', _ID, nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('complaint_id', _ID, nullable=True),
    sa.Column('rating_id', _ID, nullable=True),
    sa.Column('due_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('agent_id', _ID, nullable=True),
    sa.Column('outcome', sa.String(length=12), nullable=True),
    sa.Column('words', sa.Text(), nullable=True),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('done_at', bot.db.UtcDateTime(), nullable=True),
    sa.CheckConstraint("state IN ('open', 'done', 'void')", name='ck_follow_ups_state'),
    sa.CheckConstraint("(state = 'done') = (outcome IS NOT NULL)", name='ck_follow_ups_outcome'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], ),
    sa.ForeignKeyConstraint(['rating_id'], ['ratings.id'], ),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key')
    )
    op.create_index('ix_follow_ups_state', 'follow_ups', ['state', 'kind', 'due_at', 'id'])
    op.create_index(op.f('ix_follow_ups_complaint_id'), 'follow_ups', ['complaint_id'])
    op.create_index(op.f('ix_follow_ups_rating_id'), 'follow_ups', ['rating_id'])


def _add_suggestions() -> None:
    op.create_table('suggestions',
    sa.Column('id', _ID, nullable=False),
    sa.Column('number', sa.String(length=16), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('customer_id', sa.String(length=64), nullable=True),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('topic', sa.String(length=16), nullable=True),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('locale', sa.String(length=2), nullable=False),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('agent_id', _ID, nullable=True),
    sa.Column('version', sa.Integer(), server_default='0', nullable=False),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('changed_at', bot.db.UtcDateTime(), nullable=False),
    sa.CheckConstraint("state IN ('received', 'under_review', 'adopted', 'declined')", name='ck_suggestions_state'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('number'),
    sa.UniqueConstraint('key')
    )
    op.create_index('ix_suggestions_state', 'suggestions', ['state', 'id'])
    op.create_index(op.f('ix_suggestions_conversation_id'), 'suggestions', ['conversation_id'])


def _add_rewards() -> None:
    op.create_table('rewards',
    sa.Column('id', _ID, nullable=False),
    sa.Column('suggestion_id', _ID, nullable=False),
    sa.Column('amount', bot.db.Money(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('proposed_by', _ID, nullable=True),
    sa.Column('approved_by', _ID, nullable=True),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('idempotency_key', sa.String(length=64), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('last_error', sa.String(length=64), nullable=True),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('sent_at', bot.db.UtcDateTime(), nullable=True),
    sa.Column('settled_at', bot.db.UtcDateTime(), nullable=True),
    sa.CheckConstraint("state IN ('proposed', 'approved', 'declined', 'sent', 'paid', 'refused', 'unknown')", name='ck_rewards_state'),
    sa.CheckConstraint('approved_by IS NULL OR proposed_by IS NULL OR approved_by <> proposed_by', name='ck_rewards_two_people'),
    sa.CheckConstraint('amount > 0', name='ck_rewards_amount'),
    sa.ForeignKeyConstraint(['suggestion_id'], ['suggestions.id'], ),
    sa.ForeignKeyConstraint(['proposed_by'], ['agents.id'], ),
    sa.ForeignKeyConstraint(['approved_by'], ['agents.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('idempotency_key')
    )
    op.create_index('ix_rewards_state', 'rewards', ['state', 'id'])
    op.create_index(op.f('ix_rewards_suggestion_id'), 'rewards', ['suggestion_id'])


def downgrade() -> None:
    for table in ('rewards', 'suggestions', 'follow_ups', 'ratings'):
        op.drop_table(table)
    op.drop_index('ix_handoffs_ended', table_name='handoffs')
    op.drop_index('ix_complaint_events_resolved', table_name='complaint_events')
