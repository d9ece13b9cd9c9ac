"""Who is at the page: the signed-in person, if any."""

from flask_login import current_user


def visitor_person():
    """The signed-in person, None for everybody else."""
    return current_user.person if current_user.is_authenticated else None
