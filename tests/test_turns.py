"""Who came first is first, however many wait, and nobody waits for ever."""

import threading

from app.turns import Turn


def test_it_works():
    turn = Turn()
    assert turn.acquire(timeout=1)
    assert not turn.acquire(timeout=0.01)
    turn.release()
    assert turn.acquire(timeout=1)


def test_first_come_first_served():
    turn, order = Turn(), []
    turn.acquire(timeout=1)
    waiting = []
    for number in range(20):
        waiting.append(threading.Thread(target=_take, args=(turn, number, order)))
        waiting[-1].start()
        while len(turn._line) <= number:  # the next comes when this one stands in line
            pass
    turn.release()
    for thread in waiting:
        thread.join()
    assert order == list(range(20))


def test_who_gave_up_is_passed_over():
    turn, order = Turn(), []
    turn.acquire(timeout=1)
    assert not turn.acquire(timeout=0.01)
    patient = threading.Thread(target=_take, args=(turn, "patient", order))
    patient.start()
    turn.release()
    patient.join()
    assert order == ["patient"]
    assert turn.acquire(timeout=0)


def test_never_two_at_once():
    turn, inside, most = Turn(), [], []

    def often():
        for _time in range(200):
            if turn.acquire(timeout=0.0005):  # some give up just when they are called
                inside.append(1)
                most.append(len(inside))
                inside.pop()
                turn.release()

    crowd = [threading.Thread(target=often) for _number in range(8)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert set(most) == {1}
    assert turn.acquire(timeout=0), "the turn was lost"


def _take(turn, name, order):
    turn.acquire(timeout=10)
    order.append(name)
    turn.release()
