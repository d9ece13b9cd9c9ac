"""Posts sealed parcels over HTTP/2, many at once on few connections, by libcurl. Decides nothing about a phone.

An Engine belongs to one thread at a time and keeps its connections between batches. It goes only to the addresses that
the guard pinned, follows nobody elsewhere, believes no proxy of the environment, and reads 4 KB of an answer.
"""

import ssl
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from time import monotonic

import pycurl

from .push_answers import of_ourselves, of_pause, of_silence, of_status
from .push_batch import Batch
from .push_parcels import Forbidden

CONNECTIONS = 4
"""To one service, at the most."""
BURST = 64
"""Parcels sealed before the network is looked at again: sealing takes a tenth of a millisecond each."""
ROOM = 2048
"""Parcels taken in ahead of those under way, so that a slow service does not hold up the others behind it."""
CONNECT_MILLISECONDS, TOTAL_MILLISECONDS = 3000, 5000
ANSWER_BYTES = 4096
HELD_SECONDS = 1
"""When to come again while another thread finds out whether a service works again."""
IDLE_WAIT, LOOK_UP_WAIT = 0.05, 0.005
"""Seconds between two looks for more parcels while requests are under way, and for an address before there are any."""

FIXED = {
    pycurl.POST: 1, pycurl.FOLLOWLOCATION: 0, pycurl.PROXY: "", pycurl.NOSIGNAL: 1,
    pycurl.PROTOCOLS: pycurl.PROTO_HTTPS, pycurl.SSL_VERIFYPEER: 1, pycurl.SSL_VERIFYHOST: 2,
    pycurl.SSLVERSION: pycurl.SSLVERSION_TLSv1_2, pycurl.HTTP_VERSION: pycurl.CURL_HTTP_VERSION_2TLS,
    pycurl.PIPEWAIT: 1, pycurl.CONNECTTIMEOUT_MS: CONNECT_MILLISECONDS, pycurl.TIMEOUT_MS: TOTAL_MILLISECONDS,
}  # fmt: skip
INTEREST = {pycurl.POLL_IN: EVENT_READ, pycurl.POLL_OUT: EVENT_WRITE, pycurl.POLL_INOUT: EVENT_READ | EVENT_WRITE}


class Transfer:
    """One libcurl handle, used for one parcel after another."""

    def __init__(self):
        self.handle = pycurl.Curl()
        self.number = self.origin = None
        self._read = 0
        for option, value in FIXED.items():
            self.handle.setopt(option, value)
        self.handle.setopt(pycurl.WRITEFUNCTION, self._take_in)

    def load(self, number, origin, parcel, sealed, addresses, trusted):
        """Make it ready for this parcel."""
        self.number, self.origin, self._read = number, origin, 0
        body, headers = sealed
        self.handle.setopt(pycurl.URL, parcel.endpoint)
        self.handle.setopt(pycurl.HTTPHEADER, headers)
        self.handle.setopt(pycurl.POSTFIELDS, body)
        self.handle.setopt(pycurl.RESOLVE, [f"{origin.host}:{origin.port}:{','.join(map(_written, addresses))}"])
        self.handle.setopt(pycurl.CAINFO, trusted)

    def _take_in(self, data):
        self._read += len(data)
        return len(data) if self._read <= ANSWER_BYTES else 0  # 0 ends it

    def verdict(self, error):
        """What came of it; `error` is libcurl's number, 0 for none. A status that came before the error counts."""
        status = self.handle.getinfo(pycurl.RESPONSE_CODE)
        if status >= 200:
            return of_status(status, 0 if status < 300 else self.handle.getinfo(pycurl.RETRY_AFTER))
        if error == pycurl.E_OPERATION_TIMEDOUT:
            return of_silence("The push service did not answer in time.")
        if error in (pycurl.E_PEER_FAILED_VERIFICATION, pycurl.E_SSL_CONNECT_ERROR):
            return of_silence("The push service could not prove who it is.")
        return of_silence("The push service can't be reached.")


class Engine:
    """Sends the parcels of one thread; `sealer` encrypts them and `pins` looks up where to."""

    def __init__(self, sealer, pins):
        self._sealer, self._pins = sealer, pins
        self._selector, self._due = DefaultSelector(), None
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._wake_in)
        self._multi.setopt(pycurl.M_MAX_HOST_CONNECTIONS, CONNECTIONS)
        self._idle, self._busy = [], {}

    def run(self, take, origins, listed):
        """Send what `take(wait)` gives, lists of (number, Parcel), None at the end; yields lists of (number, Verdict).

        `take` gives an empty list when there is nothing just now, and may wait for something only when told so.
        """
        batch, more = Batch(origins, listed, trusted_certificates()), True
        while more or self._busy or batch.lines:
            done = []
            if more and batch.waiting() < ROOM:
                taken = take(not self._busy and not batch.lines)
                more = taken is not None
                done += batch.sort(taken or ())
            for origin in list(batch.lines):
                done += self._send(origin, batch)
            done += self._turn(batch)
            if done:
                yield done

    def _send(self, origin, batch):
        """Start some parcels of one line; yields those that come back at once, all of them when it is paused."""
        line, held = batch.lines[origin], False
        for _ in range(min(BURST, batch.room(origin), len(line))):
            if self._pins.is_asking(origin):
                break
            if held := not batch.origins.may_go(origin):
                break
            number, parcel = line.popleft()
            verdict = self._start(number, origin, parcel, batch.trusted)
            if verdict is None:
                batch.under_way[origin] += 1
                continue
            if verdict.effect == "none":
                batch.origins.give_back(origin)
            batch.origins.note(origin, verdict)
            yield number, verdict
        pause = batch.origins.pause(origin) if held else 0
        if held and (pause or not batch.under_way[origin]):  # or another thread probes: its answer is not ours
            yield from ((number, of_pause(pause or HELD_SECONDS)) for number, _parcel in line)
            line.clear()
        if not line:
            del batch.lines[origin]

    def _start(self, number, origin, parcel, trusted):
        """Put one request under way; the Verdict when that can't be."""
        try:
            addresses = self._pins.addresses(origin)
            sealed = self._sealer.seal(parcel, origin)
        except Forbidden as problem:
            return of_ourselves("forbidden", problem.sentence)
        except OSError:
            return of_silence("Nobody knows where this push service is.")
        except ValueError:
            return of_ourselves("forbidden", "The keys of this subscription can't be used.")
        transfer = self._idle.pop() if self._idle else Transfer()
        transfer.load(number, origin, parcel, sealed, addresses, trusted)
        self._busy[transfer.handle] = transfer
        self._multi.add_handle(transfer.handle)
        return None

    def _turn(self, batch):
        """Let the network work for a moment; yields what was answered."""
        wait = IDLE_WAIT if self._busy else LOOK_UP_WAIT if batch.lines else 0
        if self._due is not None:
            wait = min(wait, max(0.0, self._due - monotonic()))
        for key, events in self._selector.select(wait):
            ready = (events & EVENT_READ and pycurl.CSELECT_IN) | (events & EVENT_WRITE and pycurl.CSELECT_OUT)
            self._multi.socket_action(key.fd, ready)
        if self._due is not None and monotonic() >= self._due:
            self._due = None
            self._multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)
        for handle, error in self._finished():
            transfer = self._busy.pop(handle)
            verdict = transfer.verdict(error)
            self._multi.remove_handle(handle)
            self._idle.append(transfer)
            batch.note(transfer.origin, verdict)
            yield transfer.number, verdict

    def _finished(self):
        while True:
            left, good, bad = self._multi.info_read(64)
            yield from ((handle, 0) for handle in good)
            yield from ((handle, error) for handle, error, _words in bad)
            if not left:
                return

    def _watch(self, what, descriptor, _multi, _own):
        if what == pycurl.POLL_REMOVE:
            self._selector.unregister(descriptor)
        elif descriptor in self._selector.get_map():
            self._selector.modify(descriptor, INTEREST[what])
        else:
            self._selector.register(descriptor, INTEREST[what])

    def _wake_in(self, milliseconds):
        self._due = None if milliseconds < 0 else monotonic() + milliseconds / 1000


def _written(address):
    return f"[{address}]" if ":" in address else address


def trusted_certificates() -> str:
    """The file of certificates this machine trusts: SSL_CERT_FILE, else the system's, else those of certifi."""
    if found := ssl.get_default_verify_paths().cafile:
        return found
    import certifi

    return certifi.where()
