"""When this server is ready for visitors; no database, no request."""

NO_DATABASE = "The database does not answer. Check that it runs and that GATHER_DATABASE_URL is right."
NOT_MIGRATED = "The database is not up to date. Run: ./run flask db upgrade"
NO_JOBS = "The jobs stand still. Look for jobs.lock_failed or job.failed in the log, then start the server again."


def whats_missing(reachable, migrated, standing_still) -> list[str]:
    """A plain sentence for each part that is not ready; none when visitors may come.

    Without a database nothing is known of the other two, so they are not mentioned.
    """
    if not reachable:
        return [NO_DATABASE]
    return [sentence for missing, sentence in ((not migrated, NOT_MIGRATED), (standing_still, NO_JOBS)) if missing]
