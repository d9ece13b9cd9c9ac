"""Passkeys, and how a sign-in proved itself

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('passkey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('credential', sa.Text(), nullable=False),
    sa.Column('credential_hash', sa.String(length=64), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('can_be_backed_up', sa.Boolean(), nullable=False),
    sa.Column('is_backed_up', sa.Boolean(), nullable=False),
    sa.Column('transports', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_passkey_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey')),
    sa.UniqueConstraint('credential_hash', name=op.f('uq_passkey_credential_hash'))
    )
    with op.batch_alter_table('passkey') as batch_op:
        batch_op.create_index(batch_op.f('ix_passkey_account_id'), ['account_id'], unique=False)
    op.create_table('used_challenge',
    sa.Column('challenge_hash', sa.String(length=64), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('challenge_hash', name=op.f('pk_used_challenge'))
    )
    with op.batch_alter_table('account') as batch_op:
        batch_op.add_column(sa.Column('touch_answered_at', sa.DateTime(timezone=True), nullable=True))
    # Everybody who is signed in did it by a code, on the day it was made.
    with op.batch_alter_table('sign_in') as batch_op:
        batch_op.add_column(sa.Column('proved_by', sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column('proved_at', sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE sign_in SET proved_by = 'code', proved_at = made_at")
    with op.batch_alter_table('sign_in') as batch_op:
        batch_op.alter_column('proved_by', existing_type=sa.String(length=10), nullable=False)
        batch_op.alter_column('proved_at', existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade():
    with op.batch_alter_table('sign_in') as batch_op:
        batch_op.drop_column('proved_at')
        batch_op.drop_column('proved_by')
    with op.batch_alter_table('account') as batch_op:
        batch_op.drop_column('touch_answered_at')
    op.drop_table('used_challenge')
    op.drop_table('passkey')
