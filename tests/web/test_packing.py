"""Pages made for one visitor travel gzipped, and nobody can tell from their length what is on them."""

import gzip

from app.web import packing

TAKES = {"Accept-Encoding": "gzip, deflate"}


def test_it_works(client):
    answer = client.get("/sign-in", headers=TAKES)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert b"<h1" in gzip.decompress(answer.data)


def test_who_does_not_take_it_gets_it_plain(client):
    answer = client.get("/sign-in")
    assert "Content-Encoding" not in answer.headers
    assert "<h1" in answer.text


def test_a_kept_page_is_packed_once_and_not_again(client):
    for _ in range(2):
        answer = client.get("/events", headers=TAKES)
        assert b"<h1" in gzip.decompress(answer.data)
        assert "ETag" in answer.headers


def test_a_short_answer_and_data_travel_as_they_are(client):
    for path in ("/healthz", "/manifest.webmanifest"):
        answer = client.get(path, headers=TAKES)
        assert "Content-Encoding" not in answer.headers, path


def test_a_question_about_headers_alone_is_answered_without_a_body(client):
    assert client.head("/sign-in", headers=TAKES).data == b""


def test_the_length_says_little_about_what_is_on_the_page():
    plain = b"<p>the same</p>" * 500
    lengths = {len(packing.pack(plain)) for _ in range(40)}
    assert len(lengths) > 5
    assert {gzip.decompress(packing.pack(plain)) for _ in range(3)} == {plain}


def test_a_tag_becomes_a_weak_one():
    headers = dict(packing._said_of([("ETag", '"a"'), ("Vary", "Cookie"), ("Content-Length", "9")], b"1234"))
    assert (headers["ETag"], headers["Vary"], headers["Content-Length"]) == ('W/"a"', "Cookie, Accept-Encoding", "4")
