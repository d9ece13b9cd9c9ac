"""Once a day every slot is counted again, and what differs stands in the log (RULES C2)."""

import json

from app.bookings.tasks import check_counters
from tests.cast import first_slot, gathering, take


def said(capsys):
    return [json.loads(line) for line in capsys.readouterr().err.splitlines() if '"places.miscounted"' in line]


def test_it_works(cast, set_counter, capsys):
    slot = first_slot(gathering(cast))
    take(slot)
    set_counter(slot, 3)
    check_counters()
    (line,) = said(capsys)
    assert (line["slot_id"], line["taken"], line["kept"], line["level"]) == (slot.id, 3, 1, "error")


def test_nothing_is_said_while_all_is_well(cast, capsys):
    take(first_slot(gathering(cast)))
    check_counters()
    assert said(capsys) == []
