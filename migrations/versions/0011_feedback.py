"""What people say afterwards, and what they report

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('about_young', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('words', sa.Text(), nullable=True),
    sa.Column('email', sa.Text(), nullable=True),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('address_key', sa.String(length=64), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('form_key', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_report_event_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_report_organisation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_report_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_report_code_hash')),
    sa.UniqueConstraint('form_key', name=op.f('uq_report_form_key'))
    )
    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_report_address_key'), ['address_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_report_event_id'), ['event_id'], unique=False)
        batch_op.create_index('ix_report_organisation_id_state', ['organisation_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_report_person_id'), ['person_id'], unique=False)

    op.create_table('feedback',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('booking_key', sa.String(length=64), nullable=True),
    sa.Column('person_key', sa.String(length=64), nullable=True),
    sa.Column('occurrence_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('face', sa.String(length=10), nullable=False),
    sa.Column('words', sa.Text(), nullable=True),
    sa.Column('keys', sa.JSON(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("face IN ('good', 'okay', 'bad')", name=op.f('ck_feedback_known_face')),
    sa.ForeignKeyConstraint(['occurrence_id'], ['occurrence.id'], name=op.f('fk_feedback_occurrence_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback')),
    sa.UniqueConstraint('booking_key', name=op.f('uq_feedback_booking_key'))
    )
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_feedback_occurrence_id'), ['occurrence_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_feedback_person_key'), ['person_key'], unique=False)

    op.create_table('report_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('report_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_report_answer_account_id')),
    sa.ForeignKeyConstraint(['report_id'], ['report.id'], name=op.f('fk_report_answer_report_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_answer')),
    sa.UniqueConstraint('form_key', name=op.f('uq_report_answer_form_key'))
    )
    with op.batch_alter_table('report_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_report_answer_report_id'), ['report_id'], unique=False)


def downgrade():
    with op.batch_alter_table('report_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_report_answer_report_id'))

    op.drop_table('report_answer')
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_feedback_person_key'))
        batch_op.drop_index(batch_op.f('ix_feedback_occurrence_id'))

    op.drop_table('feedback')
    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_report_person_id'))
        batch_op.drop_index('ix_report_organisation_id_state')
        batch_op.drop_index(batch_op.f('ix_report_event_id'))
        batch_op.drop_index(batch_op.f('ix_report_address_key'))

    op.drop_table('report')
