"""Which e-mail addresses look like a slip of the finger, and which are nobody's business."""

import pytest

from app.typos import PROVIDERS, distance, likely_email


def test_it_works():
    assert likely_email("ed@gmial.com") == "ed@gmail.com"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmail.co", "gmail.com"), ("gmail.con", "gmail.com"), ("gmail.co.uk", "gmail.com"), ("gmai.com", "gmail.com"),
        ("gnail.com", "gmail.com"), ("gmaill.com", "gmail.com"), ("hotmial.com", "hotmail.com"),
        ("hotmail.co", "hotmail.com"), ("hotmail.couk", "hotmail.co.uk"), ("homtail.co.uk", "hotmail.co.uk"),
        ("yaho.co.uk", "yahoo.co.uk"), ("yahoo.con", "yahoo.com"), ("outlok.com", "outlook.com"),
        ("iclod.com", "icloud.com"), ("btintenet.com", "btinternet.com"), ("nhs.ent", "nhs.net"),
        ("talktalk.nte", "talktalk.net"), ("my-charity.og.uk", "my-charity.org.uk"), ("example.con", "example.com"),
    ],
)  # fmt: skip
def test_slips_are_seen(typed, meant):
    assert likely_email(f"ed@{typed}") == f"ed@{meant}"


@pytest.mark.parametrize(
    "right",
    [*PROVIDERS, "example.org", "millom.gov.uk", "yahoo.fr", "yahoo.co.in", "hotmail.de", "live.com.au", "outlook.es",
     "waterloohouse.nhs.uk", "uni.ac.uk", "sal.com", "my.com.au", "gmx.de", "mail.ru", "skynet.be", "x.y"],
)  # fmt: skip
def test_what_may_be_right_is_left_alone(right):
    assert likely_email(f"ed@{right}") is None


@pytest.mark.parametrize("text", ["", "@", "ed", "@gmial.com", "ed@"])
def test_what_is_no_address_is_left_alone(text):
    assert likely_email(text) is None


@pytest.mark.parametrize(("one", "other", "steps"), [("", "", 0), ("ab", "ba", 1), ("a", "b", 1), ("abc", "ac", 1),
                                                     ("abc", "", 3), ("gmial", "gmail", 1)])  # fmt: skip
def test_a_swap_is_one_step(one, other, steps):
    assert distance(one, other) == distance(other, one) == steps
