"""What Flask-Migrate asks of an app. Who changes tables reads it, and Alembic with it: an eighth of a start."""


class Migrations:
    """Stands in app.extensions["migrate"], where Flask-Migrate looks for the database and the folder."""

    configure_args = {"compare_type": True, "render_as_batch": True}

    def __init__(self, db, directory):
        self.db, self.directory = db, str(directory)

    @property
    def migrate(self):
        """The Migrate that commands and operations of Flask-Migrate work with."""
        from flask_migrate import Migrate

        return Migrate(db=self.db, directory=self.directory, **self.configure_args)
