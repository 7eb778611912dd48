"""Who the agents are and how they sign in; invitations, API tokens, the desk's audit trail"""
import sqlalchemy as sa
from alembic import op

import bot.db

revision = '0008'
down_revision = '0010'
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
_ROLES = "('agent', 'supervisor', 'auditor', 'administrator')"
_GUARDS = {
    'sqlite': [f"CREATE TRIGGER desk_events_no_{verb} BEFORE {verb} ON desk_events "
               "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END" for verb in ('UPDATE', 'DELETE')],
    'postgresql': ["CREATE FUNCTION desk_events_guard() RETURNS trigger LANGUAGE plpgsql AS $$ "
                   "BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$",
                   "CREATE TRIGGER desk_events_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON desk_events "
                   "FOR EACH STATEMENT EXECUTE FUNCTION desk_events_guard()"],
}


def upgrade() -> None:
    _add_columns()
    _add_tables()
    for statement in _GUARDS[_dialect()]:
        op.execute(statement)


def _add_columns() -> None:
    # Plain SQL where a column has a CHECK: SQLite adds no constraint to a table otherwise than by copying it.
    op.execute(f"ALTER TABLE agents ADD COLUMN role VARCHAR(16) NOT NULL DEFAULT 'agent' CHECK (role IN {_ROLES})")
    op.add_column('agents', sa.Column('email', sa.String(length=254), nullable=True))
    op.add_column('agents', sa.Column('team', sa.String(length=32), nullable=True))
    op.add_column('agents', sa.Column('languages', sa.JSON(), server_default='["zh", "en"]', nullable=False))
    op.add_column('agents', sa.Column('compensation_limit', sa.BigInteger(), server_default='0', nullable=False))
    op.add_column('agents', sa.Column('locale', sa.String(length=8), server_default='zh', nullable=False))
    op.add_column('agents', sa.Column('active', sa.Boolean(), server_default=sa.text('true'), nullable=False))
    op.add_column('agents', sa.Column('demo', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.add_column('agents', sa.Column('password_hash', sa.String(length=200), nullable=True))
    op.add_column('agents', sa.Column('totp_secret', sa.String(length=200), nullable=True))
    op.add_column('agents', sa.Column('totp_step', sa.BigInteger(), nullable=True))
    op.add_column('agents', sa.Column('oidc_subject', sa.String(length=255), nullable=True))
    op.create_index('ux_agents_email', 'agents', ['email'], unique=True)
    op.create_index('ux_agents_oidc_subject', 'agents', ['oidc_subject'], unique=True)


def _add_tables() -> None:
    op.create_table('desk_sign_ins',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('agent_id', _ID, nullable=False),
    sa.Column('complete', sa.Boolean(), nullable=False),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('seen_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('expires_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('ended_at', bot.db.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], ),
    sa.PrimaryKeyConstraint('token_hash')
    )
    op.create_index('ix_desk_sign_ins_agent_id', 'desk_sign_ins', ['agent_id'])
    op.create_index('ix_desk_sign_ins_expires_at', 'desk_sign_ins', ['expires_at'])
    op.create_table('desk_sign_in_tries',
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('since', bot.db.UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('key')
    )
    op.create_index('ix_desk_sign_in_tries_since', 'desk_sign_in_tries', ['since'])
    op.create_table('agent_invitations',
    sa.Column('id', _ID, nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('agent_id', _ID, nullable=True),
    sa.Column('role', sa.String(length=16), nullable=False),
    sa.Column('team', sa.String(length=32), nullable=True),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('compensation_limit', sa.BigInteger(), nullable=False),
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('invited_by', _ID, nullable=True),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('expires_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('used_at', bot.db.UtcDateTime(), nullable=True),
    sa.Column('withdrawn_at', bot.db.UtcDateTime(), nullable=True),
    sa.CheckConstraint(f'role IN {_ROLES}', name='ck_agent_invitations_role'),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], ),
    sa.ForeignKeyConstraint(['invited_by'], ['agents.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('token_hash')
    )
    op.create_index('ix_agent_invitations_email', 'agent_invitations', ['email'])
    op.create_table('agent_tokens',
    sa.Column('id', _ID, nullable=False),
    sa.Column('agent_id', _ID, nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('read_only', sa.Boolean(), nullable=False),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('expires_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('used_at', bot.db.UtcDateTime(), nullable=True),
    sa.Column('revoked_at', bot.db.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('token_hash')
    )
    op.create_index('ix_agent_tokens_agent_id', 'agent_tokens', ['agent_id'])
    op.create_table('desk_events',
    sa.Column('id', _ID, nullable=False),
    sa.Column('agent_id', _ID, nullable=True),
    sa.Column('actor_name', sa.String(length=64), nullable=True),
    sa.Column('role', sa.String(length=16), nullable=True),
    sa.Column('kind', sa.String(length=48), nullable=False),
    sa.Column('subject', sa.String(length=64), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_desk_events_subject', 'desk_events', ['subject', 'id'])
    op.create_index('ix_desk_events_agent', 'desk_events', ['agent_id', 'id'])


def downgrade() -> None:
    """Agents stay, without what they sign in with."""
    for table in ('desk_events', 'agent_tokens', 'agent_invitations', 'desk_sign_in_tries', 'desk_sign_ins'):
        op.drop_table(table)  # on SQLite a table's triggers go with it
    if _dialect() == 'postgresql':
        op.execute('DROP FUNCTION desk_events_guard()')
    for index in ('oidc_subject', 'email'):
        op.drop_index(f'ux_agents_{index}', table_name='agents')
    for column in ('oidc_subject', 'totp_step', 'totp_secret', 'password_hash', 'demo', 'active', 'locale', 'compensation_limit',
                   'languages', 'team', 'email', 'role'):
        op.drop_column('agents', column)


def _dialect() -> str:
    return op.get_bind().dialect.name
