"""Holds, the waiting list, changes

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('waiting_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('phone_mark', sa.String(length=64), nullable=True),
    sa.Column('party', sa.Integer(), nullable=False),
    sa.Column('least', sa.Integer(), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('skipped', sa.Integer(), nullable=False),
    sa.Column('asked_again', sa.Boolean(), nullable=False),
    sa.Column('for_someone_else', sa.Boolean(), nullable=False),
    sa.Column('told', sa.String(length=10), nullable=False),
    sa.Column('eligibility', sa.String(length=60), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('form_key', sa.String(length=64), nullable=True),
    sa.CheckConstraint('party >= 1 AND least >= 1 AND least <= party', name=op.f('ck_waiting_entry_somebody_waits')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_waiting_entry_event_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_waiting_entry_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_waiting_entry')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_waiting_entry_code_hash')),
    sa.UniqueConstraint('form_key', name=op.f('uq_waiting_entry_form_key'))
    )
    with op.batch_alter_table('waiting_entry', schema=None) as batch_op:
        batch_op.create_index('ix_waiting_entry_line', ['event_id', 'state', 'priority', 'joined_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_waiting_entry_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_waiting_entry_phone_mark'), ['phone_mark'], unique=False)

    op.create_table('hold',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slot_id', sa.Integer(), nullable=False),
    sa.Column('occurrence_id', sa.Integer(), nullable=False),
    sa.Column('phone_mark', sa.String(length=64), nullable=False),
    sa.Column('party', sa.Integer(), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('extended', sa.Boolean(), nullable=False),
    sa.CheckConstraint('party >= 1', name=op.f('ck_hold_something_is_kept')),
    sa.ForeignKeyConstraint(['occurrence_id'], ['occurrence.id'], name=op.f('fk_hold_occurrence_id')),
    sa.ForeignKeyConstraint(['slot_id'], ['slot.id'], name=op.f('fk_hold_slot_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hold')),
    sa.UniqueConstraint('occurrence_id', 'phone_mark', name=op.f('uq_hold_occurrence_id_phone_mark'))
    )
    with op.batch_alter_table('hold', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hold_ends_at'), ['ends_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_hold_slot_id'), ['slot_id'], unique=False)

    op.create_table('waiting_wish',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('slot_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['waiting_entry.id'], name=op.f('fk_waiting_wish_entry_id')),
    sa.ForeignKeyConstraint(['slot_id'], ['slot.id'], name=op.f('fk_waiting_wish_slot_id')),
    sa.PrimaryKeyConstraint('entry_id', 'slot_id', name=op.f('pk_waiting_wish'))
    )
    with op.batch_alter_table('waiting_wish', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_waiting_wish_slot_id'), ['slot_id'], unique=False)

    op.create_table('offer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('slot_id', sa.Integer(), nullable=False),
    sa.Column('party', sa.Integer(), nullable=False),
    sa.Column('kept', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('booking_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('kept >= 0 AND party >= 1', name=op.f('ck_offer_something_is_offered')),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_offer_booking_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['waiting_entry.id'], name=op.f('fk_offer_entry_id')),
    sa.ForeignKeyConstraint(['slot_id'], ['slot.id'], name=op.f('fk_offer_slot_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offer'))
    )
    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.create_index('ix_offer_due', ['state', 'ends_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_offer_slot_id'), ['slot_id'], unique=False)
        batch_op.create_index('uq_offer_live', ['entry_id'], unique=True, sqlite_where=sa.text("state IN ('saving', 'open')"), postgresql_where=sa.text("state IN ('saving', 'open')"))

    op.drop_index('uq_booking_live', 'booking')
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.add_column(sa.Column('door_key', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('second_slot_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('told', sa.String(length=10), server_default='person', nullable=False))
        batch_op.add_column(sa.Column('pending_until', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('asks_again', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('version_told', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('sequence', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('eligibility', sa.String(length=60), server_default='', nullable=False))
        batch_op.drop_constraint(batch_op.f('uq_booking_occurrence_id_code_words'), type_='unique')
        batch_op.create_index(batch_op.f('ix_booking_occurrence_id'), ['occurrence_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_booking_second_slot_id'), ['second_slot_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_booking_second_slot_id'), 'slot', ['second_slot_id'], ['id'])
    # words given out before stay unique as they were: within their date
    op.execute("UPDATE booking SET door_key = 'date ' || occurrence_id")
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.alter_column('door_key', existing_type=sa.String(length=32), nullable=False)
        batch_op.create_unique_constraint(batch_op.f('uq_booking_door_key_code_words'), ['door_key', 'code_words'])
    op.create_index('uq_booking_live', 'booking', ['slot_id', 'person_id'], unique=True, sqlite_where=sa.text("state IN ('pending', 'confirmed', 'arrived')"), postgresql_where=sa.text("state IN ('pending', 'confirmed', 'arrived')"))

    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.add_column(sa.Column('hazards', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('eligibility', sa.String(length=40), server_default='', nullable=False))
        batch_op.add_column(sa.Column('opens_days', sa.Integer(), nullable=True))

    with op.batch_alter_table('occurrence', schema=None) as batch_op:
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('far_version', sa.Integer(), server_default='0', nullable=False))

    with op.batch_alter_table('organisation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('youngest_helper', sa.Integer(), server_default='13', nullable=False))

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('needs', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('interpreter', sa.Text(), nullable=True))

    with op.batch_alter_table('slot', schema=None) as batch_op:
        batch_op.add_column(sa.Column('youngest', sa.Integer(), server_default='18', nullable=False))



def downgrade():
    with op.batch_alter_table('slot', schema=None) as batch_op:
        batch_op.drop_column('youngest')

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('interpreter')
        batch_op.drop_column('needs')

    with op.batch_alter_table('organisation', schema=None) as batch_op:
        batch_op.drop_column('youngest_helper')

    with op.batch_alter_table('occurrence', schema=None) as batch_op:
        batch_op.drop_column('far_version')
        batch_op.drop_column('version')

    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_column('opens_days')
        batch_op.drop_column('eligibility')
        batch_op.drop_column('hazards')

    op.drop_index('uq_booking_live', 'booking')
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_booking_second_slot_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_booking_door_key_code_words'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_booking_second_slot_id'))
        batch_op.drop_index(batch_op.f('ix_booking_occurrence_id'))
        batch_op.create_unique_constraint(batch_op.f('uq_booking_occurrence_id_code_words'), ['occurrence_id', 'code_words'])
        batch_op.drop_column('eligibility')
        batch_op.drop_column('sequence')
        batch_op.drop_column('version_told')
        batch_op.drop_column('asks_again')
        batch_op.drop_column('answered_at')
        batch_op.drop_column('pending_until')
        batch_op.drop_column('told')
        batch_op.drop_column('second_slot_id')
        batch_op.drop_column('door_key')
    op.create_index('uq_booking_live', 'booking', ['slot_id', 'person_id'], unique=True, sqlite_where=sa.text("state IN ('confirmed', 'arrived')"), postgresql_where=sa.text("state IN ('confirmed', 'arrived')"))

    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.drop_index('uq_offer_live', sqlite_where=sa.text("state IN ('saving', 'open')"), postgresql_where=sa.text("state IN ('saving', 'open')"))
        batch_op.drop_index(batch_op.f('ix_offer_slot_id'))
        batch_op.drop_index('ix_offer_due')

    op.drop_table('offer')
    with op.batch_alter_table('waiting_wish', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_waiting_wish_slot_id'))

    op.drop_table('waiting_wish')
    with op.batch_alter_table('hold', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hold_slot_id'))
        batch_op.drop_index(batch_op.f('ix_hold_ends_at'))

    op.drop_table('hold')
    with op.batch_alter_table('waiting_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_waiting_entry_phone_mark'))
        batch_op.drop_index(batch_op.f('ix_waiting_entry_person_id'))
        batch_op.drop_index('ix_waiting_entry_line')

    op.drop_table('waiting_entry')
