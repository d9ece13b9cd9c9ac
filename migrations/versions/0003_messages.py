"""Messages and their deliveries

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('unsubscription',
    sa.Column('address_key', sa.String(length=64), nullable=False),
    sa.Column('needed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('address_key', name=op.f('pk_unsubscription'))
    )
    op.create_table('delivery',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('address_key', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reference', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_delivery_message_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery')),
    sa.UniqueConstraint('message_id', 'position', name=op.f('uq_delivery_message_id_position'))
    )
    # What was one row becomes two: the message, and the one try that it had.
    op.execute("""
        INSERT INTO delivery (message_id, position, channel, address, address_key, state, reason, tries, due_at, done_at,
            reference)
        SELECT id, 0, channel, address, address_key, state, reason, tries,
            CASE WHEN state IN ('waiting', 'sending') THEN due_at END, done_at, ''
        FROM message
    """)
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_delivery_address_key'), ['address_key'], unique=False)
        batch_op.create_index('ix_delivery_due', ['state', 'due_at'], unique=False)

    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index('ix_message_due')
        batch_op.drop_index(batch_op.f('ix_message_address_key'))
        batch_op.add_column(sa.Column('about_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('once', sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column('sms', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('html', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('attachments', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('pace', sa.String(length=10), server_default='answer', nullable=False))
        batch_op.add_column(sa.Column('young', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('unsubscribe', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('day_place', sa.String(length=80), nullable=True))
        batch_op.alter_column('state', existing_type=sa.String(length=10), type_=sa.String(length=12),
                              existing_nullable=False)
        batch_op.drop_column('channel')
        batch_op.drop_column('address')
        batch_op.drop_column('address_key')
        batch_op.drop_column('tries')
        batch_op.drop_column('done_at')
    op.execute("UPDATE message SET state = 'waiting' WHERE state = 'sending'")
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.alter_column('pace', existing_type=sa.String(length=10), server_default=None, existing_nullable=False)
        batch_op.alter_column('young', existing_type=sa.Boolean(), server_default=None, existing_nullable=False)
        batch_op.alter_column('unsubscribe', existing_type=sa.Boolean(), server_default=None, existing_nullable=False)
        batch_op.create_unique_constraint(batch_op.f('uq_message_once'), ['once'])
        batch_op.create_unique_constraint(batch_op.f('uq_message_day_place'), ['day_place'])
        batch_op.create_index('ix_message_about', ['about_id', 'about'], unique=False)
        batch_op.create_index('ix_message_state', ['state'], unique=False)


def downgrade():
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index('ix_message_state')
        batch_op.drop_index('ix_message_about')
        batch_op.drop_constraint(batch_op.f('uq_message_day_place'), type_='unique')
        batch_op.drop_constraint(batch_op.f('uq_message_once'), type_='unique')
        batch_op.add_column(sa.Column('channel', sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column('address', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('address_key', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('tries', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('done_at', sa.DateTime(timezone=True), nullable=True))
    op.execute("""
        UPDATE message SET
            channel = (SELECT channel FROM delivery WHERE message_id = message.id AND position = 0),
            address = (SELECT address FROM delivery WHERE message_id = message.id AND position = 0),
            address_key = (SELECT address_key FROM delivery WHERE message_id = message.id AND position = 0),
            tries = (SELECT tries FROM delivery WHERE message_id = message.id AND position = 0),
            done_at = (SELECT done_at FROM delivery WHERE message_id = message.id AND position = 0)
    """)
    op.execute("UPDATE message SET channel = 'sms', state = 'failed' WHERE channel = 'call'")
    op.execute("UPDATE message SET state = 'failed' WHERE state NOT IN ('waiting', 'sent', 'failed')")
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.alter_column('channel', existing_type=sa.String(length=10), nullable=False)
        batch_op.alter_column('address', existing_type=sa.Text(), nullable=False)
        batch_op.alter_column('address_key', existing_type=sa.String(length=64), nullable=False)
        batch_op.alter_column('tries', existing_type=sa.Integer(), server_default=None, existing_nullable=False)
        batch_op.alter_column('state', existing_type=sa.String(length=12), type_=sa.String(length=10),
                              existing_nullable=False)
        batch_op.drop_column('day_place')
        batch_op.drop_column('unsubscribe')
        batch_op.drop_column('young')
        batch_op.drop_column('pace')
        batch_op.drop_column('attachments')
        batch_op.drop_column('html')
        batch_op.drop_column('sms')
        batch_op.drop_column('once')
        batch_op.drop_column('about_id')
        batch_op.create_index(batch_op.f('ix_message_address_key'), ['address_key'], unique=False)
        batch_op.create_index('ix_message_due', ['state', 'due_at'], unique=False)
    op.drop_table('delivery')
    op.drop_table('unsubscription')
