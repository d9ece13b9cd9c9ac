"""`python -m bench` lists the measurements; `python -m bench NAME [options]` runs one."""

import sys
from importlib import import_module

from click import echo

BENCHES = {
    "pages": "What a page costs beside a bare Flask page: CPU, first hit, memory, first visit",
    "bookings": "Bookings a second beside bare SQLite, the longest waits, a long waiting list, many reminders",
    "rally": "Who is asked and how often, in towns on paper, beside what others do; a tick for 10,000",
    "push": "What a notice costs beside the bare arithmetic and the usual way; 100,000 of them; phones that are gone",
    "rush": "Ten thousand phones that open the page of one push within half a minute",
    "phone": "What a page costs a bad phone on a bad line: Lighthouse, largest paint, bytes, requests (needs Node)",
    "promises": "What must never break, in its long form, on both databases: minutes, and a table",
}


def main(words):
    """Run the named bench with the rest of the words; 2 when there is no such bench."""
    if not words or words[0] in ("-h", "--help"):
        for name, about in BENCHES.items():
            echo(f"./run bench {name:10} {about}")
        return 0
    name, *options = words
    if name not in BENCHES:
        echo(f'There is no bench "{name}". There are: {", ".join(BENCHES)}', err=True)
        return 2
    return import_module(f"bench.{name}").main(options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
