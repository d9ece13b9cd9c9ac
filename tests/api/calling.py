"""How the tests call the API: a program with or without a token, and bodies that are right unless changed."""

from itertools import count

from tests.cast import days_ahead

NUMBERS = count(1)
PROBLEM = "application/problem+json"


class Program:
    """Sends JSON, with its token and a fresh Idempotency-Key unless told otherwise."""

    def __init__(self, app, token=None, address="127.0.0.1"):
        self.client, self.token, self.address = app.test_client(), token, address

    def get(self, path, **headers):
        return self._send("GET", path, headers)

    def delete(self, path, **headers):
        return self._send("DELETE", path, headers)

    def post(self, path, body=None, key=None, **headers):
        headers.setdefault("Idempotency-Key", key or f"key-{next(NUMBERS)}")
        return self._send("POST", path, headers, json=body)

    def book(self, slot, key=None, **changes):
        return self.post(f"/slots/{slot.id}/bookings", booking(**changes), key)

    def _send(self, method, path, headers, **more):
        if self.token:
            headers = {"Authorization": f"Bearer {self.token}", **headers}
        headers = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
        environ = {"REMOTE_ADDR": self.address}
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, environ_base=environ, **more)


def booking(first_name="Ed", phone="07700 900123", party=1, **more):
    """The body of a booking."""
    person = {"first_name": first_name, "phone": phone, **more.pop("person", {})}
    return {"person": {name: value for name, value in person.items() if value is not None}, "party": party, **more}


def event(days=5, slots=({"kind": "help", "label": "Helpers", "capacity": 10},), **more):
    """The body of an event on one date."""
    return {
        "title": "Beach clean", "summary": "Bring gloves.", "picture": "clean-up", "state": "published",
        "occurrences": [date(days, slots)], **more,
    }  # fmt: skip


def date(days=5, slots=(), starts=10, ends=12):
    """One date, so many days ahead."""
    return {
        "starts_at": days_ahead(days, starts).isoformat(), "ends_at": days_ahead(days, ends).isoformat(),
        "slots": list(slots),
    }  # fmt: skip


def fields(answer):
    """The fields that a 422 names."""
    assert answer.status_code == 422, answer.json
    assert answer.mimetype == PROBLEM
    return [error["field"] for error in answer.json["errors"]]


def refusal(answer):
    """Status and code of a problem."""
    assert answer.mimetype == PROBLEM, answer.data
    assert answer.json["status"] == answer.status_code
    return answer.status_code, answer.json["code"]
