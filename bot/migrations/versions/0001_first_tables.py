"""Conversations, complaints and the sandbox wallet"""
from alembic import op
import sqlalchemy as sa

import bot.db

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


# The audit trail can only grow: the database itself refuses to change or delete a line of it.
_GUARDS = {
    "sqlite": [f"CREATE TRIGGER complaint_events_no_{verb} BEFORE {verb} ON complaint_events "
               "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END" for verb in ("UPDATE", "DELETE")],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION complaint_events_guard() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$",
        "CREATE TRIGGER complaint_events_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON complaint_events "
        "FOR EACH STATEMENT EXECUTE FUNCTION complaint_events_guard()"],
}


def upgrade() -> None:
    op.create_table('conversations',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('customer_id', sa.String(length=64), nullable=True),
    sa.Column('locale', sa.String(length=2), nullable=False),
    sa.Column('locale_pinned', sa.Boolean(), nullable=False),
    sa.Column('last_sequence', sa.Integer(), nullable=False),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('customer_id')
    )
    op.create_table('lookup_tries',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_lookup_tries_key', 'lookup_tries', ['key', 'created_at'], unique=False)
    op.create_table('sandbox_accounts',
    sa.Column('customer_id', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('story_zh', sa.Text(), nullable=False),
    sa.Column('story_en', sa.Text(), nullable=False),
    sa.Column('frozen', sa.String(length=16), nullable=True),
    sa.Column('frozen_at', bot.db.UtcDateTime(), nullable=True),
    sa.Column('freeze_key', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('customer_id')
    )
    op.create_table('accesses',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('expires_at', bot.db.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ),
    sa.PrimaryKeyConstraint('token_hash')
    )
    op.create_index(op.f('ix_accesses_conversation_id'), 'accesses', ['conversation_id'], unique=False)
    op.create_table('complaints',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.String(length=16), nullable=False),
    sa.Column('filed_by', sa.String(length=64), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('customer_id', sa.String(length=64), nullable=True),
    sa.Column('category', sa.String(length=32), nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('remedy', sa.String(length=16), nullable=False),
    sa.Column('remedy_words', sa.Text(), nullable=True),
    sa.Column('transaction_id', sa.String(length=32), nullable=True),
    sa.Column('amount', bot.db.Money(), nullable=True),
    sa.Column('currency', sa.String(length=3), nullable=True),
    sa.Column('occurred_at', bot.db.UtcDateTime(), nullable=True),
    sa.Column('contact', sa.String(length=254), nullable=True),
    sa.Column('locale', sa.String(length=2), nullable=False),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('closed_at', bot.db.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('filed_by'),
    sa.UniqueConstraint('number')
    )
    op.create_index(op.f('ix_complaints_conversation_id'), 'complaints', ['conversation_id'], unique=False)
    op.create_index(op.f('ix_complaints_customer_id'), 'complaints', ['customer_id'], unique=False)
    op.create_index('ix_complaints_status_id', 'complaints', ['status', 'id'], unique=False)
    op.create_table('handoffs',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('answered_at', bot.db.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_handoffs_conversation_id'), 'handoffs', ['conversation_id'], unique=False)
    op.create_table('messages',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('author', sa.String(length=16), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('client_message_id', sa.String(length=64), nullable=True),
    sa.Column('choice_id', sa.String(length=32), nullable=True),
    sa.Column('secrets_removed', sa.Boolean(), nullable=False),
    sa.Column('unhandled', sa.Boolean(), nullable=True),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('conversation_id', 'client_message_id'),
    sa.UniqueConstraint('conversation_id', 'sequence'),
    sqlite_autoincrement=True
    )
    op.create_index('ix_messages_unhandled', 'messages', ['unhandled', 'conversation_id'], unique=False)
    op.create_table('sandbox_transactions',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('customer_id', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('amount', bot.db.Money(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('counterparty', sa.String(length=100), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=True),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('expected_at', bot.db.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['sandbox_accounts.customer_id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_sandbox_transactions_customer', 'sandbox_transactions', ['customer_id', 'created_at'], unique=False)
    op.create_table('choices',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_choices_message_id'), 'choices', ['message_id'], unique=False)
    op.create_table('complaint_deadlines',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('due_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('settled_at', bot.db.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('complaint_id', 'kind')
    )
    op.create_index('ix_deadlines_state_due', 'complaint_deadlines', ['state', 'due_at'], unique=False)
    op.create_table('complaint_grants',
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], ),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ),
    sa.PrimaryKeyConstraint('conversation_id', 'complaint_id')
    )
    op.create_table('complaint_notes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('author', sa.String(length=16), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key')
    )
    op.create_index(op.f('ix_complaint_notes_complaint_id'), 'complaint_notes', ['complaint_id'], unique=False)
    op.create_table('complaint_events',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('actor', sa.String(length=16), nullable=False),
    sa.Column('actor_name', sa.String(length=64), nullable=True),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('note_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], ),
    sa.ForeignKeyConstraint(['note_id'], ['complaint_notes.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('complaint_id', 'sequence')
    )
    for statement in _GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION complaint_events_guard() CASCADE')
    op.drop_table('complaint_events')
    op.drop_index(op.f('ix_complaint_notes_complaint_id'), table_name='complaint_notes')
    op.drop_table('complaint_notes')
    op.drop_table('complaint_grants')
    op.drop_index('ix_deadlines_state_due', table_name='complaint_deadlines')
    op.drop_table('complaint_deadlines')
    op.drop_index(op.f('ix_choices_message_id'), table_name='choices')
    op.drop_table('choices')
    op.drop_index('ix_sandbox_transactions_customer', table_name='sandbox_transactions')
    op.drop_table('sandbox_transactions')
    op.drop_index('ix_messages_unhandled', table_name='messages')
    op.drop_table('messages')
    op.drop_index(op.f('ix_handoffs_conversation_id'), table_name='handoffs')
    op.drop_table('handoffs')
    op.drop_index('ix_complaints_status_id', table_name='complaints')
    op.drop_index(op.f('ix_complaints_customer_id'), table_name='complaints')
    op.drop_index(op.f('ix_complaints_conversation_id'), table_name='complaints')
    op.drop_table('complaints')
    op.drop_index(op.f('ix_accesses_conversation_id'), table_name='accesses')
    op.drop_table('accesses')
    op.drop_table('sandbox_accounts')
    op.drop_index('ix_lookup_tries_key', table_name='lookup_tries')
    op.drop_table('lookup_tries')
    op.drop_table('conversations')
