"""What the bench of the promises tries: the stories of tests/promises, told longer. Each gives lines of its table."""

import subprocess
import sys
from collections import Counter
from time import perf_counter

from app.bookings.queries import miscounted_slots
from app.config import ROOT
from tests import cast as people, databases
from tests.backends import ground
from tests.own import town_on
from tests.promises import crowds, kills, leaders, race, test_places_never_lie
from tests.promises.server import serving
from tests.promises.taps import tap_twice

ENDS = ("locked", "database.busy", "request.failed", "Traceback")
"""Words that no log of a race may have."""
A_SECOND, SEATS, WITHIN = 200, 7, 5
"""Writes a second, places of the larger races, and the seconds in which somebody else must lead."""


def line(what, figure, kept, tried):
    """One line: what is promised, what came of it, whether that is as promised, and what was done."""
    return {"what": what, "figure": figure, "kept": bool(kept), "tried": tried}


def killed(engine, folder, options):
    """P1, and P4 over a kill."""
    with kills.a_town(engine, folder) as town:
        answers = kills.live_through(options.kills, *town, options.confirmed)
        lost, doubled, untold = kills.lost(answers), kills.doubled(answers), kills.untold()
        confirmed, tried = len(answers.confirmed), f"{options.kills} kills of the whole group under load"
        wrong = miscounted_slots()
    yield line("confirmed places lost", f"{len(lost)} of {confirmed}", not lost, tried)
    yield line("twins after asking again", f"{len(doubled)}", not doubled, "same key after each kill")
    yield line("without a message; slots miscounted", f"{untold}; {len(wrong)}", not untold and not wrong, tried)
    (folder / "hasty").mkdir()
    with kills.a_town(engine, folder / "hasty") as town:
        answers = kills.live_through(2, *town, 50, "tests.promises.careless:load_hasty")
        lost = kills.lost(answers)
    yield line("control: answered before written", f"{len(lost)} lost of {len(answers.confirmed)}", lost, "2 kills")


def last_place(engine, folder, options):
    """P3: one place and seven places, for forty clients, straight to the form and by picking a time."""
    over, unsold, races = 0, 0, 0
    with serving(engine, folder, "race") as (town, port):
        cast = people.assemble()
        for number in range(options.races):
            for way in (race.straight, race.by_picking):
                capacity = SEATS if number % 4 == 3 else 1
                place = race.place_for(cast, capacity)
                answers = Counter(race.rush(port, place, way))
                sold = race.booked(place)
                over, unsold, races = over + max(0, sold - capacity), unsold + max(0, capacity - sold), races + 1
                over += sold != answers[303] or race.taken(place) != sold
        log = (town.config["DATA_DIR"] / "server.log").read_text()
    locked = sum(log.count(word) for word in ENDS)
    tried = f"{races} races of {race.PHONES} clients over HTTP, {race.THINKING * 1000:.0f} ms of thinking"
    figure = f"{over} over, {unsold} unsold, {locked} locked"
    yield line("the last place", figure, over == unsold == locked == 0, tried)
    (folder / "careless").mkdir()
    with serving(engine, folder / "careless", "careless", "tests.promises.careless:load") as (_town, port):
        cast, sold = people.assemble(), []
        for way in (race.straight, race.by_picking):
            place = race.place_for(cast, 1)
            race.rush(port, place, way)
            sold.append(race.booked(place))
    yield line("control: look first, then write", f"{sum(sold) - 2} over", sum(sold) > 2, "2 races")


def two_taps(engine, folder, options):
    """P4: every client taps twice at once."""
    with serving(engine, folder, "taps") as (_town, port):
        cast, doubles, other = people.assemble(), 0, 0
        for _ in range(options.races):
            place = race.place_for(cast, race.PHONES)
            passes = tap_twice(port, place, race.PHONES // 2)
            other += sum(first != second for first, second in passes)
            doubles += race.booked(place) - len(passes)
    tried = f"{options.races * race.PHONES // 2} double taps at once"
    yield line("doubles; another pass the second time", f"{doubles}; {other}", doubles == other == 0, tried)


def leaders_killed(engine, folder, options):
    """P8."""
    url = databases.fresh(engine, folder, "leaders")
    ground.make_tables(url)
    news, gaps = leaders.live_through(options.leaders, folder, url)
    pauses = leaders.pauses(url)
    doubled, late = leaders.doubled(news), [pause for pause in pauses if pause > WITHIN]
    tried = f"{options.leaders} leaders killed, a sweep every second"
    yield line("due times twice; pauses over 5 s", f"{len(doubled)}; {len(late)}", not doubled and not late, tried)
    figure = f"{max(gaps):.2f} s; {max(pauses, default=1):.0f} s"
    yield line("longest until somebody leads; until a run", figure, max(gaps) <= WITHIN, tried)
    unguarded = databases.fresh(engine, folder, "unguarded")
    ground.make_tables(unguarded)
    twice = leaders.until_doubled(folder, unguarded, "--without-lock", "--without-row")
    yield line("control: no lock, no row", f"{len(twice)} twice", twice, "two processes")


def writers(engine, folder, options):
    """P13."""
    with crowds.a_town(engine, folder) as town:
        threads = crowds.PROCESSES * crowds.THREADS
        a_second, writes, wrong = crowds.write(town, A_SECOND * options.seconds * 3 // (threads * 4), A_SECOND)
        slots = miscounted_slots()
    tried = f"{writes} writes by {threads} threads in {crowds.PROCESSES} processes, {A_SECOND} a second wanted"
    yield line("writes that were told it is locked", f"{len(wrong)} at {a_second:.0f} a second", not wrong, tried)
    yield line("slots counted wrong after it", f"{len(slots)}", not slots, tried)
    if engine == "sqlite":
        (folder / "careless").mkdir()
        with crowds.a_town(engine, folder / "careless") as town:
            _a_second, _writes, wrong = crowds.write(town, 10, 0, "--careless")
        yield line("control: no turn, no waiting", f"{len(wrong)} refused", wrong, "as fast as they can")


def never_lie(engine, folder, options):
    """C2, W2: stories of eight people at once."""
    story, began = test_places_never_lie, perf_counter()
    with town_on(engine, folder, "never_lie") as town:
        story.Town.done = Counter()
        try:
            story.play(town, options.stories, steps=20)
            found = "none"
        except (Exception, BaseExceptionGroup) as problem:
            found = f"{type(problem).__name__}"
    tried = f"{options.stories} stories, {sum(story.Town.done.values())} deeds done, {perf_counter() - began:.0f} s"
    yield line("a place counted, sold or kept wrong", found, found == "none", tried)


def _tests(engine, what, *files):
    """Run tests as they are; how many passed."""
    paths = [f"tests/promises/{name}.py" for name in files]
    command = [sys.executable, "-m", "pytest", "-n", "0", "-q", *paths, "-k", f"{engine} or not {_other(engine)}"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    marks = Counter("".join(row.split()[0] for row in done.stdout.splitlines() if row.endswith("%]")))
    good = done.returncode == 0
    yield line(what, f"{marks['.']} tests passed, {marks['F'] + marks['E']} failed", good, " ".join(paths))


def _other(engine):
    return next(each for each in databases.ENGINES if each != engine)


def told(engine, _folder, _options):
    """P5."""
    yield from _tests(engine, "told once, or seen to have failed", "test_told")


def downtime(engine, _folder, _options):
    """P9."""
    yield from _tests(engine, "after hours of downtime", "test_downtime")


def nights(engine, _folder, _options):
    """P10."""
    yield from _tests(engine, "four nights, every quarter hour", "test_clock_changes")
