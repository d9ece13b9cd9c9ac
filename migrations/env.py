"""How Alembic meets the town's database: through the app's own engine, in batches, with portable column types."""

from alembic import context
from flask import current_app

from app.database import Instant, tables_may_be_rebuilt
from app.privacy import Encrypted

PORTABLE = {Instant: "sa.DateTime(timezone=True)", Encrypted: "sa.Text()"}
"""Our own column types as a migration writes them: a migration never imports the app."""


def render_item(kind, item, _context):
    return PORTABLE.get(type(item), False) if kind == "type" else False


def run():
    migrate = current_app.extensions["migrate"]
    engine = migrate.db.engine
    options = {"render_item": render_item, "transactional_ddl": True, **migrate.configure_args}
    with engine.connect() as connection, tables_may_be_rebuilt(connection):
        context.configure(connection=connection, target_metadata=migrate.db.metadata, **options)
        with context.begin_transaction():
            context.run_migrations()


run()
