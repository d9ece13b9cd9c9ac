from app.health.rules import NO_DATABASE, NO_JOBS, NOT_MIGRATED, whats_missing


def test_it_works():
    assert whats_missing(reachable=True, migrated=True, standing_still=False) == []


def test_without_a_database_nothing_else_is_known():
    assert whats_missing(reachable=False, migrated=False, standing_still=True) == [NO_DATABASE]


def test_each_missing_part_has_its_sentence():
    assert whats_missing(reachable=True, migrated=False, standing_still=True) == [NOT_MIGRATED, NO_JOBS]
    assert whats_missing(reachable=True, migrated=True, standing_still=True) == [NO_JOBS]
