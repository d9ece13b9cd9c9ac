"""The push service's own process: an RSGI app under Granian that checks, records, and misbehaves on order.

`/push/<name>` takes a notice (RFC 8030), `/desk` the orders of the test, and tells what came.
"""

import asyncio
import json
import random
from base64 import b64encode
from time import time
from urllib.parse import parse_qs

from tests.receivers.push_standards import Broken, check_vapid

HOSTS = ("localhost", "push.example", "127.0.0.1", "[::1]")
"""The names it goes by."""
LONGEST = 4096
URGENCIES = ("very-low", "low", "normal", "high")
HUGE = b"x" * 10_000_000
KEPT = ("ttl", "topic", "urgency", "content-encoding", "authorization")

received, orders, known, chance = [], {}, {}, random.Random(7)
settings = {"now": None, "keep": True}
counts = {"all": 0, "accepted": 0}


def judge(authority, headers, length):
    """The status with which a strict service meets a notice; 201 when all is as it must be."""
    if authority.rpartition(":")[0] not in HOSTS:
        return 421
    header = headers.get("authorization", "")
    if not header:
        return 401
    now = settings["now"] or time()
    if known.get((authority, header), 0) < now:
        try:
            known[authority, header] = check_vapid(header, f"https://{authority}", now)["exp"]
        except (Broken, ValueError, KeyError):
            return 403
    topic = headers.get("topic") or ""
    fits = all(letter.isascii() and (letter.isalnum() or letter in "-_") for letter in topic) and len(topic) <= 32
    if not (headers.get("ttl") or "").isdigit() or not fits or headers.get("content-encoding") != "aes128gcm":
        return 400
    if headers.get("urgency", "normal") not in URGENCIES:
        return 400
    return 413 if length > LONGEST else 201


def order_for(name):
    """What the test ordered for this endpoint, or for all."""
    order = orders.get(name) or orders.get("*")
    if order is None or (order.get("share", 1) < 1 and chance.random() >= order["share"]):
        return None
    if "times" in order:
        order["times"] -= 1
        if order["times"] < 0:
            return None
    return order


async def app(scope, protocol):
    path = scope.path
    if path == "/desk":
        await _desk(scope, protocol)
        return
    body = await protocol()
    headers = {name: scope.headers.get(name) for name in KEPT if scope.headers.get(name) is not None}
    name = path.removeprefix("/push/")
    order = order_for(name) or {}
    status = order.get("status") or judge(scope.authority or scope.headers.get("host"), headers, len(body))
    counts["all"] += 1
    counts["accepted"] += 200 <= status < 300
    if settings["keep"]:
        received.append((name, status, headers, body, time()))
    answer = [(key, str(value)) for key, value in order.get("headers", {}).items()]
    await _answer(protocol, status, answer, order.get("then"))


async def _answer(protocol, status, headers, then):
    if then == "silence":
        await asyncio.sleep(60)
    if then == "for ever":
        stream = protocol.response_stream(status, headers)
        while True:
            await stream.send_bytes(b"x")
            await asyncio.sleep(0.02)
    if then == "huge":
        protocol.response_bytes(status, headers, HUGE)
    else:
        protocol.response_empty(status, headers)


async def _desk(scope, protocol):
    if scope.method == "POST":
        told = json.loads(await protocol())
        settings.update(told.get("settings", {}))
        if told.get("well"):
            orders.clear()
        if told.get("anew"):
            received.clear()
        orders.update(told.get("orders", {}))
        protocol.response_empty(204, [])
        return
    first = int(parse_qs(scope.query_string).get("from", ["0"])[0])
    said = [
        {"name": name, "status": status, "headers": headers, "body": b64encode(body).decode(), "at": at}
        for name, status, headers, body, at in received[first:]
    ]
    protocol.response_str(200, [("content-type", "application/json")], json.dumps({"counts": counts, "received": said}))
