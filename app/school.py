"""Which days are school days. Pure: the holidays are given, as the town's settings name them."""

SATURDAY = 5


def is_school_day(day, holidays) -> bool:
    """Whether children are at school on the date: Monday to Friday, outside the holidays.

    `holidays` are pairs of dates, the first and the last day without school.
    """
    return day.weekday() < SATURDAY and not any(first <= day <= last for first, last in holidays)
