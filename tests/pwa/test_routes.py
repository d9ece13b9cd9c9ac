"""What the phone is told about the app: the manifest, the worker and the offline page, the same for everybody."""

import json
import re

from app.web.headers import FIXED
from tests import cast as people


def test_it_works(client):
    assert client.get("/offline").status_code == 200


def test_the_manifest_names_the_town_and_its_pictures(client):
    answer = client.get("/manifest.webmanifest")
    manifest = json.loads(answer.data)
    assert answer.content_type == "application/manifest+json"
    assert manifest["name"] == "Gather Round Millom"
    assert (manifest["display"], manifest["start_url"], manifest["scope"]) == ("standalone", "/", "/")
    assert {(one["sizes"], one["purpose"]) for one in manifest["icons"]} == {
        ("192x192", "any"), ("512x512", "any"), ("512x512", "maskable"),
    }  # fmt: skip


def test_the_worker_keeps_files_that_are_there(client):
    answer = client.get("/sw.js")
    kept = json.loads(re.search(r"SHELL = (\[.*?\]);", answer.text)[1])
    assert answer.mimetype == "text/javascript"
    assert answer.cache_control.no_cache
    assert "/offline" in kept
    for address in kept:
        with client.get(address) as kept_file:
            assert kept_file.status_code == 200


def test_nothing_of_a_person_is_in_what_the_phone_keeps(client, cast):
    strangers = [client.get(address).data for address in ("/manifest.webmanifest", "/sw.js", "/offline")]
    people.signed_in(client, cast.asha)
    assert [client.get(address).data for address in ("/manifest.webmanifest", "/sw.js", "/offline")] == strangers


def test_an_unchanged_worker_is_not_sent_again(client):
    first = client.get("/sw.js", headers={"Accept-Encoding": "gzip"})
    again = client.get("/sw.js", headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert set(FIXED) - set(first.headers.keys()) == set()
    assert not set(FIXED) & set(again.headers.keys())  # the phone has them with the worker it kept
    assert client.get("/sw.js", headers={"If-None-Match": '"another"'}).status_code == 200
