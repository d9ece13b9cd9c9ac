"""A guardian's yes

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=20), nullable=True),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('guardian_name', sa.Text(), nullable=False),
    sa.Column('address_kind', sa.String(length=10), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('address_key', sa.String(length=64), nullable=False),
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('words_version', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_consent_organisation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_consent_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_consent_token_hash'))
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index('ix_consent_person_id_state', ['person_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_consent_address_key'), ['address_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_consent_ends_at'), ['ends_at'], unique=False)

    op.create_table('consent_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consent_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('by', sa.String(length=12), nullable=False),
    sa.Column('words_version', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['consent_id'], ['consent.id'], name=op.f('fk_consent_step_consent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent_step'))
    )
    with op.batch_alter_table('consent_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consent_step_consent_id'), ['consent_id'], unique=False)


def downgrade():
    with op.batch_alter_table('consent_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consent_step_consent_id'))

    op.drop_table('consent_step')
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consent_ends_at'))
        batch_op.drop_index(batch_op.f('ix_consent_address_key'))
        batch_op.drop_index('ix_consent_person_id_state')

    op.drop_table('consent')
