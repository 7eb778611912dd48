"""How far Rasa's tracker follows what people say"""
import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('mirrors',
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('following', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ),
    sa.PrimaryKeyConstraint('conversation_id')
    )
    op.create_index('ix_mirrors_following', 'mirrors', ['following'], unique=False, sqlite_where=sa.text('following'), postgresql_where=sa.text('following'))
    # What was said so far Rasa handled itself, or nobody expects it to know.
    op.execute("INSERT INTO mirrors (conversation_id, sequence, following) SELECT id, last_sequence, false FROM conversations")


def downgrade() -> None:
    op.drop_index('ix_mirrors_following', table_name='mirrors')
    op.drop_table('mirrors')
