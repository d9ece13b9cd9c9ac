"""A GOV.UK Notify of our own on loopback: checks the token, keeps what it was sent, and misbehaves on order."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from time import time
from uuid import uuid4

import jwt

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY, TEMPLATE = f"town-{SERVICE}-{SECRET}", "f33517ff-2a88-4f6e-b855-c550268ce08a"
FIELDS = {"sms": "phone_number", "email": "email_address"}
ERRORS = {
    400: ("ValidationError", "phone_number Not a valid phone number"), 403: ("AuthError", "Invalid token: API key"),
    404: ("NoResultFound", "No result found"), 429: ("RateLimitError", "Exceeded rate limit"),
    500: ("Exception", "Internal server error"), 503: ("Exception", "Unavailable"),
}  # fmt: skip


class Notify:
    """What it was sent, and how it answers: `answers(kind)` gives a status, "cut off", "slow", "nonsense" or None.

    `statuses` says what became of a message by its id; "delivered" unless told.
    """

    def __init__(self, answers=None, kind_of_400="ValidationError"):
        self.answers = answers or (lambda _kind: None)
        self.kind_of_400 = kind_of_400
        self.sent, self.statuses, self.silence = [], {}, Event()

    def to(self, address):
        return [body for kind, body in self.sent if body[FIELDS[kind]] == address]


class Desk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize, disable_nagle_algorithm = -1, True  # an answer is one packet, or each waits 40 ms for its second half

    def do_POST(self):
        kind = self.path.removeprefix("/v2/notifications/")
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self._is_known() or self._misbehaves(kind):
            return
        assert body["template_id"] == TEMPLATE
        self.server.notify.sent.append((kind, body))
        number = str(uuid4())
        body["id"] = number
        self._answer(201, {"id": number, "reference": body.get("reference"), "content": body["personalisation"]})

    def do_GET(self):
        if not self._is_known() or self._misbehaves("status"):
            return
        number = self.path.rpartition("/")[2]
        known = [body for _kind, body in self.server.notify.sent if body["id"] == number]
        if not known:
            self._error(404)
            return
        self._answer(200, {"id": number, "status": self.server.notify.statuses.get(number, "delivered")})

    def _is_known(self):
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            claims = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": False})
        except jwt.InvalidTokenError:
            claims = {}
        # Notify wants the clock within 30 s; here the clock of the tests is moved and nobody waits.
        if claims.get("iss") == SERVICE and isinstance(claims.get("iat"), int) and claims["iat"] <= time() + 30:
            return True
        self._error(403)
        return False

    def _misbehaves(self, kind):
        order = self.server.notify.answers(kind)
        if order is None:
            return False
        if order == "cut off":
            self.close_connection = True
            self.connection.close()
        elif order == "slow":
            self.server.notify.silence.wait(20)
            self.close_connection = True
        elif order == "nonsense":
            self._answer(201, ["not", "ours"])
        else:
            self._error(order)
        return True

    def _error(self, status):
        name, words = ERRORS[status]
        if status == 400:
            name = self.server.notify.kind_of_400
        self._answer(status, {"status_code": status, "errors": [{"error": name, "message": words}]})

    def _answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        self.wfile.flush()

    def log_message(self, *_words):
        """Silent."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, _request, _address):
        """A client that went away is what some tests are about."""


@contextmanager
def serve(notify):
    """Open it on a free port of loopback; gives the setting's address."""
    server = _Server(("127.0.0.1", 0), Desk)
    server.notify = notify
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield url(f"http://127.0.0.1:{server.server_address[1]}")
    finally:
        notify.silence.set()
        server.shutdown()
        server.server_close()
        thread.join()


def url(base, key=KEY, template=TEMPLATE):
    """The setting that leads there."""
    return f"notify:?key={key}&template={template}&url={base}"
