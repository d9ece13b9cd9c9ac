"""Phones that show notices, what people want to hear, and notices in the outbox

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('preference',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('reminders', sa.Boolean(), nullable=False),
    sa.Column('asks', sa.Boolean(), nullable=False),
    sa.Column('news', sa.Boolean(), nullable=False),
    sa.Column('asks_a_week', sa.Integer(), nullable=False),
    sa.Column('quiet_from', sa.Time(), nullable=False),
    sa.Column('quiet_until', sa.Time(), nullable=False),
    sa.Column('reminders_answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asks_answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('asks_a_week BETWEEN 1 AND 4', name=op.f('ck_preference_some_asks')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_preference_person_id')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_preference'))
    )
    op.create_table('push_service',
    sa.Column('origin', sa.String(length=120), nullable=False),
    sa.Column('paused_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failed_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('origin', name=op.f('pk_push_service'))
    )
    op.create_table('subscription',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('sign_in_id', sa.Integer(), nullable=True),
    sa.Column('phone_mark', sa.String(length=64), nullable=True),
    sa.Column('endpoint', sa.Text(), nullable=False),
    sa.Column('endpoint_key', sa.String(length=64), nullable=False),
    sa.Column('origin', sa.String(length=120), nullable=False),
    sa.Column('p256dh', sa.Text(), nullable=False),
    sa.Column('auth', sa.Text(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('heard_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('person_id IS NOT NULL OR phone_mark IS NOT NULL', name=op.f('ck_subscription_has_owner')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_subscription_person_id')),
    sa.ForeignKeyConstraint(['sign_in_id'], ['sign_in.id'], name=op.f('fk_subscription_sign_in_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subscription')),
    sa.UniqueConstraint('endpoint_key', name=op.f('uq_subscription_endpoint_key'))
    )
    with op.batch_alter_table('subscription') as batch_op:
        batch_op.create_index(batch_op.f('ix_subscription_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_subscription_phone_mark'), ['phone_mark'], unique=False)
        batch_op.create_index(batch_op.f('ix_subscription_sign_in_id'), ['sign_in_id'], unique=False)
    with op.batch_alter_table('message') as batch_op:
        batch_op.add_column(sa.Column('notice', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('person_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('person_key', sa.String(length=64), nullable=True))
        batch_op.create_index(batch_op.f('ix_message_person_id'), ['person_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_message_person_id'), 'person', ['person_id'], ['id'])
    with op.batch_alter_table('delivery') as batch_op:
        batch_op.create_index('ix_delivery_done', ['channel', 'done_at'], unique=False)


def downgrade():
    # Older versions know no phones: what waits for one goes to the next address, what has none goes altogether.
    op.execute("""
        UPDATE delivery SET due_at = (
            SELECT push.due_at FROM delivery AS push WHERE push.message_id = delivery.message_id AND push.channel = 'push'
        )
        WHERE position = 1 AND state = 'waiting' AND due_at IS NULL AND EXISTS (
            SELECT 1 FROM delivery AS push WHERE push.message_id = delivery.message_id AND push.channel = 'push'
                AND push.state IN ('waiting', 'sending')
        )
    """)
    op.execute("DELETE FROM delivery WHERE channel = 'push'")
    op.execute("DELETE FROM message WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.message_id = message.id)")
    with op.batch_alter_table('delivery') as batch_op:
        batch_op.drop_index('ix_delivery_done')
    with op.batch_alter_table('message') as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_message_person_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_message_person_id'))
        batch_op.drop_column('person_key')
        batch_op.drop_column('person_id')
        batch_op.drop_column('notice')
    op.drop_table('subscription')
    op.drop_table('push_service')
    op.drop_table('preference')
