"""Sign-ins, whose tokens can be renewed and end together; wallet tokens that were used"""
from alembic import op
import sqlalchemy as sa

import bot.db

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('sign_ins',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('renewable_until', bot.db.UtcDateTime(), nullable=False),
    sa.Column('ended_at', bot.db.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_sign_ins_conversation_id', 'sign_ins', ['conversation_id'], unique=False)
    op.create_index('ix_sign_ins_renewable_until', 'sign_ins', ['renewable_until'], unique=False)
    op.create_table('used_wallet_tokens',
    sa.Column('jti_hash', sa.String(length=64), nullable=False),
    sa.Column('expires_at', bot.db.UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('jti_hash')
    )
    op.create_index('ix_used_wallet_tokens_expires_at', 'used_wallet_tokens', ['expires_at'], unique=False)
    # Whoever holds a token keeps it to its end: each becomes a sign-in of its own.
    op.execute("INSERT INTO sign_ins (id, conversation_id, renewable_until) "
               "SELECT substr(token_hash, 1, 32), conversation_id, expires_at FROM accesses")
    op.add_column('accesses', sa.Column('sign_in_id', sa.String(length=32), nullable=True))
    op.execute("UPDATE accesses SET sign_in_id = substr(token_hash, 1, 32)")
    with op.batch_alter_table('accesses') as accesses:
        accesses.drop_index('ix_accesses_conversation_id')
        accesses.alter_column('sign_in_id', existing_type=sa.String(length=32), nullable=False)
        accesses.create_foreign_key('fk_accesses_sign_in_id', 'sign_ins', ['sign_in_id'], ['id'])
        accesses.create_index('ix_accesses_sign_in_id', ['sign_in_id'], unique=False)
        accesses.add_column(sa.Column('renewed_at', bot.db.UtcDateTime(), nullable=True))
        accesses.drop_column('conversation_id')


def downgrade() -> None:
    op.execute("DELETE FROM accesses WHERE sign_in_id IN (SELECT id FROM sign_ins WHERE ended_at IS NOT NULL)")
    op.add_column('accesses', sa.Column('conversation_id', sa.String(length=32), nullable=True))
    op.execute("UPDATE accesses SET conversation_id = (SELECT conversation_id FROM sign_ins WHERE sign_ins.id = accesses.sign_in_id)")
    with op.batch_alter_table('accesses') as accesses:
        accesses.drop_index('ix_accesses_sign_in_id')
        accesses.alter_column('conversation_id', existing_type=sa.String(length=32), nullable=False)
        accesses.create_foreign_key('fk_accesses_conversation_id', 'conversations', ['conversation_id'], ['id'])
        accesses.create_index('ix_accesses_conversation_id', ['conversation_id'], unique=False)
        accesses.drop_column('renewed_at')
        accesses.drop_column('sign_in_id')
    op.drop_table('used_wallet_tokens')
    op.drop_table('sign_ins')
