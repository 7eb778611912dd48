"""Complaints: lifecycle backed by the database, chained audit trail, alerts, extensions, compensations, search, filters, reviews"""
import sqlalchemy as sa
from alembic import op

import bot.db
from bot.complaints import chain, search

revision = '0007'
down_revision = '0004'
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
_OPEN = {'sqlite_where': sa.text('due_at IS NOT NULL'), 'postgresql_where': sa.text('due_at IS NOT NULL')}
_STATUSES = ('received', 'acknowledged', 'investigating', 'waiting', 'decided', 'resolved', 'closed', 'withdrawn', 'reopened')
_UNDER_WAY = ('received', 'acknowledged', 'investigating', 'waiting', 'reopened')
# From which status to which; bot/complaints/lifecycle.py says who may and what it needs.
_MOVES = sorted({
    ('received', 'acknowledged'),
    *((before, 'investigating') for before in _UNDER_WAY if before != 'investigating'),
    ('acknowledged', 'waiting'), ('investigating', 'waiting'), ('reopened', 'waiting'),
    *((before, after) for before in _UNDER_WAY for after in ('decided', 'resolved', 'withdrawn')),
    ('decided', 'resolved'), ('decided', 'closed'), ('resolved', 'closed'),
    *((before, 'reopened') for before in ('decided', 'resolved', 'withdrawn', 'closed'))})
_QUOTED = ', '.join(f"'{status}'" for status in _STATUSES)
_ALLOWED = ', '.join(f"'{before}>{after}'" for before, after in _MOVES)
_WITHOUT_ROW = """NEW.event_count <= OLD.event_count OR NOT EXISTS (SELECT 1 FROM complaint_events WHERE complaint_id = OLD.id
    AND sequence = NEW.event_count AND {kept_from} = OLD.status AND {kept_to} = NEW.status)"""

# A status starts as `received`, changes only as the table says and only together with the audit row that says so, which no
# earlier change has used; audit rows come one after the other.
_GUARDS = {
    'sqlite': [
        "CREATE TRIGGER complaints_new BEFORE INSERT ON complaints WHEN NEW.status <> 'received' "
        "BEGIN SELECT RAISE(ABORT, 'a complaint begins as received'); END",
        "CREATE TRIGGER complaints_status BEFORE UPDATE OF status ON complaints WHEN OLD.status <> NEW.status BEGIN "
        f"SELECT RAISE(ABORT, 'no such move of a complaint') WHERE OLD.status || '>' || NEW.status NOT IN ({_ALLOWED}); "
        "SELECT RAISE(ABORT, 'a status changes with its audit row alone') WHERE "
        + _WITHOUT_ROW.format(kept_from="json_extract(details, '$.from')", kept_to="json_extract(details, '$.to')") + "; END",
        "CREATE TRIGGER complaint_events_next BEFORE INSERT ON complaint_events "
        "WHEN NEW.sequence IS NOT (SELECT event_count + 1 FROM complaints WHERE id = NEW.complaint_id) "
        "BEGIN SELECT RAISE(ABORT, 'audit rows come one after the other'); END",
    ],
    'postgresql': [
        "CREATE FUNCTION complaints_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'INSERT' THEN IF NEW.status <> 'received' THEN RAISE EXCEPTION 'a complaint begins as received'; END IF; RETURN NEW; END IF; "
        f"IF OLD.status || '>' || NEW.status NOT IN ({_ALLOWED}) THEN RAISE EXCEPTION 'no such move of a complaint'; END IF; "
        "IF " + _WITHOUT_ROW.format(kept_from="details->>'from'", kept_to="details->>'to'")
        + " THEN RAISE EXCEPTION 'a status changes with its audit row alone'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER complaints_new BEFORE INSERT ON complaints FOR EACH ROW EXECUTE FUNCTION complaints_guard()",
        "CREATE TRIGGER complaints_status BEFORE UPDATE ON complaints FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) "
        "EXECUTE FUNCTION complaints_guard()",
        "CREATE FUNCTION complaint_events_next() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF NEW.sequence IS DISTINCT FROM (SELECT event_count + 1 FROM complaints WHERE id = NEW.complaint_id) "
        "THEN RAISE EXCEPTION 'audit rows come one after the other'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER complaint_events_next BEFORE INSERT ON complaint_events FOR EACH ROW EXECUTE FUNCTION complaint_events_next()",
    ],
}
_APPEND_ONLY = {
    'sqlite': [f"CREATE TRIGGER complaint_events_no_{verb} BEFORE {verb} ON complaint_events "
               "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END" for verb in ('UPDATE', 'DELETE')],
    'postgresql': ["CREATE TRIGGER complaint_events_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON complaint_events "
                   "FOR EACH STATEMENT EXECUTE FUNCTION complaint_events_guard()"],
}


def upgrade() -> None:
    _add_columns()
    _add_tables()
    _lift_append_only()
    _fill()
    for statement in _APPEND_ONLY[_dialect()] + _GUARDS[_dialect()]:
        op.execute(statement)


def _add_columns() -> None:
    # A CHECK of a new column reaches the whole row; SQLite adds no constraint to a table otherwise than by copying it.
    op.execute(f"ALTER TABLE complaints ADD COLUMN event_count INTEGER NOT NULL DEFAULT 0 "
               f"CONSTRAINT ck_complaints_status CHECK (status IN ({_QUOTED}))")
    op.add_column('complaints', sa.Column('event_head', sa.String(length=64), server_default='', nullable=False))
    op.add_column('complaints', sa.Column('event_seal', sa.String(length=64), nullable=True))
    op.add_column('complaints', sa.Column('version', sa.Integer(), server_default='0', nullable=False))
    op.execute("ALTER TABLE complaints ADD COLUMN outcome VARCHAR(8) CONSTRAINT ck_complaints_outcome CHECK (outcome IN ('upheld', 'partly', 'rejected'))")
    op.execute('ALTER TABLE complaints ADD COLUMN assignee_id BIGINT REFERENCES agents(id)')
    op.add_column('complaints', sa.Column('team', sa.String(length=32), nullable=True))
    op.add_column('complaints', sa.Column('priority', sa.Integer(), server_default='2', nullable=False))
    op.add_column('complaints', sa.Column('due_at', bot.db.UtcDateTime(), nullable=True))
    op.add_column('complaint_deadlines', sa.Column('started_at', bot.db.UtcDateTime(), server_default='1970-01-01 00:00:00.000000', nullable=False))
    op.add_column('complaint_deadlines', sa.Column('next_alert_at', bot.db.UtcDateTime(), nullable=True))
    op.add_column('complaint_notes', sa.Column('internal', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.execute('ALTER TABLE complaint_events ADD COLUMN agent_id BIGINT REFERENCES agents(id)')
    op.add_column('complaint_events', sa.Column('commitment', sa.String(length=64), nullable=True))
    op.add_column('complaint_events', sa.Column('previous', sa.String(length=64), server_default='', nullable=False))
    op.add_column('complaint_events', sa.Column('hash', sa.String(length=64), server_default='', nullable=False))
    op.create_index('ix_complaints_status_closed', 'complaints', ['status', 'closed_at'])
    op.create_index('ix_complaints_urgency', 'complaints', ['priority', 'due_at', 'id'], **_OPEN)
    op.create_index('ix_complaints_due', 'complaints', ['due_at', 'id'], **_OPEN)
    op.create_index('ix_complaints_assignee', 'complaints', ['assignee_id', 'priority', 'due_at', 'id'], **_OPEN)
    op.create_index('ix_deadlines_next_alert', 'complaint_deadlines', ['next_alert_at'])


def _add_tables() -> None:
    op.create_table('complaint_keys',
    sa.Column('complaint_id', _ID, nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], ),
    sa.PrimaryKeyConstraint('complaint_id')
    )
    op.create_table('complaint_terms',
    sa.Column('term', sa.String(length=32).with_variant(sa.String(32, collation='C'), 'postgresql'), nullable=False),
    sa.Column('complaint_id', _ID, nullable=False),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], ),
    sa.PrimaryKeyConstraint('term', 'complaint_id'),
    sqlite_with_rowid=False
    )
    op.create_index('ix_complaint_terms_complaint_id', 'complaint_terms', ['complaint_id'])
    op.create_table('complaint_alerts',
    sa.Column('id', _ID, nullable=False),
    sa.Column('complaint_id', _ID, nullable=False),
    sa.Column('deadline_id', _ID, nullable=False),
    sa.Column('due_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('target', sa.String(length=48), nullable=False),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], ),
    sa.ForeignKeyConstraint(['deadline_id'], ['complaint_deadlines.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('deadline_id', 'due_at', 'kind')
    )
    op.create_index(op.f('ix_complaint_alerts_complaint_id'), 'complaint_alerts', ['complaint_id'])
    op.create_index('ix_complaint_alerts_target', 'complaint_alerts', ['target', 'id'])
    op.create_table('complaint_extensions',
    sa.Column('id', _ID, nullable=False),
    sa.Column('complaint_id', _ID, nullable=False),
    sa.Column('until', bot.db.UtcDateTime(), nullable=False),
    sa.Column('note_id', _ID, nullable=False),
    sa.Column('proposed_by', _ID, nullable=True),
    sa.Column('decided_by', _ID, nullable=True),
    sa.Column('approved', sa.Boolean(), nullable=True),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('decided_at', bot.db.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], ),
    sa.ForeignKeyConstraint(['note_id'], ['complaint_notes.id'], ),
    sa.ForeignKeyConstraint(['proposed_by'], ['agents.id'], ),
    sa.ForeignKeyConstraint(['decided_by'], ['agents.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ux_complaint_extensions_open', 'complaint_extensions', ['complaint_id'], unique=True,
                    sqlite_where=sa.text('decided_at IS NULL'), postgresql_where=sa.text('decided_at IS NULL'))
    op.create_table('compensations',
    sa.Column('id', _ID, nullable=False),
    sa.Column('complaint_id', _ID, nullable=False),
    sa.Column('amount', bot.db.Money(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('note_id', _ID, nullable=False),
    sa.Column('proposed_by', _ID, nullable=True),
    sa.Column('approved_by', _ID, nullable=True),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('idempotency_key', sa.String(length=64), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('last_error', sa.String(length=64), nullable=True),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('sent_at', bot.db.UtcDateTime(), nullable=True),
    sa.Column('settled_at', bot.db.UtcDateTime(), nullable=True),
    sa.CheckConstraint("state IN ('proposed', 'approved', 'declined', 'sent', 'paid', 'refused', 'unknown')", name='ck_compensations_state'),
    sa.CheckConstraint('approved_by IS NULL OR proposed_by IS NULL OR approved_by <> proposed_by', name='ck_compensations_two_people'),
    sa.CheckConstraint('amount > 0', name='ck_compensations_amount'),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], ),
    sa.ForeignKeyConstraint(['note_id'], ['complaint_notes.id'], ),
    sa.ForeignKeyConstraint(['proposed_by'], ['agents.id'], ),
    sa.ForeignKeyConstraint(['approved_by'], ['agents.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('idempotency_key')
    )
    op.create_index(op.f('ix_compensations_complaint_id'), 'compensations', ['complaint_id'])
    op.create_index('ix_compensations_state', 'compensations', ['state', 'id'])
    op.create_table('complaint_filters',
    sa.Column('id', _ID, nullable=False),
    sa.Column('agent_id', _ID, nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('terms', sa.JSON(), nullable=False),
    sa.Column('created_at', bot.db.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('agent_id', 'name')
    )
    op.create_table('reviews',
    sa.Column('id', _ID, nullable=False),
    sa.Column('complaint_id', _ID, nullable=False),
    sa.Column('source', sa.String(length=32), nullable=False),
    sa.Column('link', sa.String(length=500), nullable=False),
    sa.Column('author', sa.String(length=100), nullable=True),
    sa.Column('stars', sa.Integer(), nullable=True),
    sa.Column('posted_at', bot.db.UtcDateTime(), nullable=False),
    sa.Column('draft_note_id', _ID, nullable=True),
    sa.Column('solution_note_id', _ID, nullable=True),
    sa.Column('follow_up_note_id', _ID, nullable=True),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], ),
    sa.ForeignKeyConstraint(['draft_note_id'], ['complaint_notes.id'], ),
    sa.ForeignKeyConstraint(['solution_note_id'], ['complaint_notes.id'], ),
    sa.ForeignKeyConstraint(['follow_up_note_id'], ['complaint_notes.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('complaint_id'),
    sa.UniqueConstraint('source', 'link')
    )


_complaints = sa.table('complaints', sa.column('id', _ID), *(sa.column(name) for name in (
    'number', 'customer_id', 'category', 'status', 'description', 'remedy', 'remedy_words', 'transaction_id', 'contact', 'currency', 'event_count', 'event_head')),
    sa.column('amount', bot.db.Money()), sa.column('occurred_at', bot.db.UtcDateTime()), sa.column('created_at', bot.db.UtcDateTime()),
    sa.column('due_at', bot.db.UtcDateTime()))
_notes = sa.table('complaint_notes', *(sa.column(name) for name in ('id', 'complaint_id', 'author', 'text')))
_events = sa.table('complaint_events', *(sa.column(name) for name in (
    'id', 'complaint_id', 'sequence', 'kind', 'actor', 'actor_name', 'note_id', 'commitment', 'previous', 'hash')),
    sa.column('details', sa.JSON()), sa.column('created_at', bot.db.UtcDateTime()))
_clocks = sa.table('complaint_deadlines', *(sa.column(name) for name in ('id', 'complaint_id', 'kind', 'state')), *(
    sa.column(name, bot.db.UtcDateTime()) for name in ('started_at', 'due_at', 'settled_at', 'next_alert_at')))
_keys = sa.table('complaint_keys', sa.column('complaint_id', _ID), sa.column('key'))
_terms = sa.table('complaint_terms', sa.column('term'), sa.column('complaint_id', _ID))


def _fill() -> None:
    """Chain the audit rows that are there, start the clocks' alerts, and make old complaints findable."""
    database = op.get_bind()
    for complaint in database.execute(sa.select(_complaints).order_by(_complaints.c.id)).mappings().all():
        mine = {table: database.execute(sa.select(table).where(table.c.complaint_id == complaint['id'])).mappings().all()
                for table in (_notes, _events, _clocks)}
        notes = {note['id']: note for note in mine[_notes]}
        rows = sorted(mine[_events], key=lambda row: row['sequence'])
        key = chain.new_key()
        database.execute(_keys.insert().values(complaint_id=complaint['id'], key=key))
        count, head = _chain(database, complaint, rows, notes, key)
        due_at = _start_alerts(database, complaint, rows, mine[_clocks])
        database.execute(_complaints.update().where(_complaints.c.id == complaint['id']).values(event_count=count, event_head=head, due_at=due_at))
        words = [complaint[name] for name in ('number', 'customer_id', 'transaction_id', 'contact', 'description', 'remedy_words')]
        found = set().union(*(search.terms(text) for text in (*words, complaint['number'][9:], *(note['text'] for note in notes.values())) if text))
        database.execute(_terms.insert(), [{'term': term, 'complaint_id': complaint['id']} for term in sorted(found)])


def _chain(database, complaint, rows, notes, key):  # type: ignore[no-untyped-def]
    head = chain.GENESIS
    for row in rows:
        commitment = None
        if row['kind'] == 'complaint_filed':
            amount, at = complaint['amount'], complaint['occurred_at']
            commitment = chain.commit(key, {
                **{name: complaint[name] for name in ('category', 'description', 'remedy', 'remedy_words', 'transaction_id', 'currency')},
                'amount': None if amount is None else int(amount * 100), 'occurred_at': at and at.isoformat()})
        elif row['note_id']:
            note = notes[row['note_id']]
            commitment = chain.commit(key, {'author': note['author'], 'internal': False, 'text': note['text']})
        link = chain.Row(row['sequence'], row['kind'], row['actor'], None, row['actor_name'], row['details'], commitment, row['created_at'], head, '')
        hashed = chain.digest(complaint['number'], link)
        database.execute(_events.update().where(_events.c.id == row['id']).values(commitment=commitment, previous=head, hash=hashed))
        head = hashed
    return len(rows), head


def _start_alerts(database, complaint, rows, clocks):  # type: ignore[no-untyped-def]
    started = max((row['created_at'] for row in rows if row['kind'] == 'complaint_reopened'), default=complaint['created_at'])
    owed = [clock for clock in clocks if clock['settled_at'] is None and clock['state'] != 'void']
    for clock in clocks:
        database.execute(_clocks.update().where(_clocks.c.id == clock['id']).values(
            started_at=started, next_alert_at=started if clock in owed else None))
    return min((clock['due_at'] for clock in owed), default=None) if complaint['status'] in _UNDER_WAY else None


def downgrade() -> None:
    """The audit rows of events that the older code does not know stay: a trail loses nothing."""
    for statement in _unguarded()[_dialect()]:
        op.execute(statement)
    op.execute("UPDATE complaints SET status = 'investigating' WHERE status = 'waiting'")
    op.execute("UPDATE complaints SET status = 'resolved' WHERE status IN ('decided', 'closed')")
    op.execute('DELETE FROM complaint_alerts')
    op.execute("DELETE FROM complaint_deadlines WHERE kind = 'extension'")
    op.execute("UPDATE complaint_deadlines SET state = 'met' WHERE state = 'extended'")
    for table in ('reviews', 'complaint_filters', 'compensations', 'complaint_extensions', 'complaint_alerts', 'complaint_terms', 'complaint_keys'):
        op.drop_table(table)
    op.drop_index('ix_deadlines_next_alert', table_name='complaint_deadlines')
    if _dialect() == 'postgresql':  # on SQLite it goes with its column
        op.drop_constraint('ck_complaints_status', 'complaints')
    for index in ('assignee', 'due', 'urgency', 'status_closed'):
        op.drop_index(f'ix_complaints_{index}', table_name='complaints')
    _lift_append_only()
    for table, columns in (
            ('complaint_events', ('hash', 'previous', 'commitment', 'agent_id')), ('complaint_notes', ('internal',)),
            ('complaint_deadlines', ('next_alert_at', 'started_at')),
            ('complaints', ('due_at', 'priority', 'team', 'assignee_id', 'outcome', 'version', 'event_seal', 'event_head', 'event_count'))):
        for column in columns:
            op.drop_column(table, column)
    for statement in _APPEND_ONLY[_dialect()]:
        op.execute(statement)


def _unguarded() -> dict:
    triggers = (('complaint_events_next', 'complaint_events'), ('complaints_status', 'complaints'), ('complaints_new', 'complaints'))
    return {'sqlite': [f'DROP TRIGGER {name}' for name, _ in triggers],
            'postgresql': [*(f'DROP TRIGGER {name} ON {table}' for name, table in triggers),
                           'DROP FUNCTION complaint_events_next()', 'DROP FUNCTION complaints_guard()']}


def _lift_append_only() -> None:
    for statement in {'sqlite': [f'DROP TRIGGER complaint_events_no_{verb}' for verb in ('UPDATE', 'DELETE')],
                      'postgresql': ['DROP TRIGGER complaint_events_no_change ON complaint_events']}[_dialect()]:
        op.execute(statement)


def _dialect() -> str:
    return op.get_bind().dialect.name
