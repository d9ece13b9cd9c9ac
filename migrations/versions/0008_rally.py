"""Rallies, who was asked, and which events let us ask

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('rally_habits',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('median_minutes', sa.Double(), nullable=False),
    sa.Column('sigma', sa.Double(), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.Column('learned_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rally_habits'))
    )
    op.create_table('rally',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slot_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('lead_minutes', sa.Integer(), nullable=False),
    sa.Column('ticks', sa.Integer(), nullable=False),
    sa.Column('next_tick_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('dry_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('started_by', sa.Integer(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['slot_id'], ['slot.id'], name=op.f('fk_rally_slot_id')),
    sa.ForeignKeyConstraint(['started_by'], ['account.id'], name=op.f('fk_rally_started_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rally')),
    sa.UniqueConstraint('slot_id', name=op.f('uq_rally_slot_id'))
    )
    with op.batch_alter_table('rally', schema=None) as batch_op:
        batch_op.create_index('ix_rally_due', ['state', 'next_tick_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_rally_kind'), ['kind'], unique=False)

    op.create_table('ask',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rally_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('tick', sa.Integer(), nullable=False),
    sa.Column('chance', sa.Double(), nullable=False),
    sa.Column('freshness', sa.Double(), nullable=False),
    sa.Column('context', sa.Double(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('ring', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('sure', sa.Double(), nullable=False),
    sa.Column('wanted', sa.Double(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_ask_person_id')),
    sa.ForeignKeyConstraint(['rally_id'], ['rally.id'], name=op.f('fk_ask_rally_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ask')),
    sa.UniqueConstraint('rally_id', 'person_id', name=op.f('uq_ask_rally_id_person_id'))
    )
    with op.batch_alter_table('ask', schema=None) as batch_op:
        batch_op.create_index('ix_ask_asked_at', ['asked_at'], unique=False)
        batch_op.create_index('ix_ask_person_id_asked_at', ['person_id', 'asked_at'], unique=False)

    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.add_column(sa.Column('asks_people', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade():
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_column('asks_people')

    with op.batch_alter_table('ask', schema=None) as batch_op:
        batch_op.drop_index('ix_ask_person_id_asked_at')
        batch_op.drop_index('ix_ask_asked_at')

    op.drop_table('ask')
    with op.batch_alter_table('rally', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rally_kind'))
        batch_op.drop_index('ix_rally_due')

    op.drop_table('rally')
    op.drop_table('rally_habits')
