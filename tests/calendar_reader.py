"""A reader of calendar files that shares no line with what writes them: RFC 5545 by hand, zones by dateutil."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO

from dateutil.tz import resolve_imaginary, tzical

PARAMETER = re.compile(r';([\w-]+)=("[^"]*"|[^;:,"]*)')


@dataclass
class Part:
    """One component: its fields as {name: (value, parameters)}, and the components inside."""

    name: str
    fields: dict = field(default_factory=dict)
    parts: list = field(default_factory=list)

    def __getitem__(self, name):
        return self.fields[name][0]

    def of(self, name):
        return [part for part in self.parts if part.name == name]


def read(data) -> Part:
    """The VCALENDAR in these bytes. Raises AssertionError for what no calendar program need understand."""
    text = data.decode("utf-8")
    assert text.endswith("\r\n")
    lines = text.split("\r\n")[:-1]
    assert all(len(line.encode()) <= 75 for line in lines), "RFC 5545 3.1: 75 octets a line"
    assert not any(ord(letter) < 32 and letter not in "\t" for line in lines for letter in line)
    stack = [Part("")]
    for line in re.sub(r"\r\n[ \t]", "", text).split("\r\n")[:-1]:
        name, parameters, value = _field(line)
        if name == "BEGIN":
            stack.append(Part(value))
        elif name == "END":
            done = stack.pop()
            assert done.name == value
            stack[-1].parts.append(done)
        else:
            stack[-1].fields.setdefault(name, (value, parameters))
    (calendar,) = stack[0].parts
    assert calendar.name == "VCALENDAR"
    assert calendar["VERSION"] == "2.0"
    return calendar


def _field(line):
    name = re.match(r"[A-Za-z0-9-]+", line)[0]
    at, parameters = len(name), {}
    while found := PARAMETER.match(line, at):
        parameters[found[1]] = found[2].strip('"')
        at = found.end()
    assert line[at] == ":", line
    return name, parameters, line[at + 1 :]


def words(value) -> str:
    """A text value as somebody reads it (RFC 5545 3.3.11)."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def instant(data, entry, name) -> datetime:
    """The instant (UTC) that DTSTART or DTEND means, by the zone that the file itself describes."""
    value, parameters = entry.fields[name]
    if value.endswith("Z"):
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    zone = tzical(StringIO(data.decode())).get(parameters["TZID"])
    wall = datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=zone)
    assert resolve_imaginary(wall) == wall, "a time that no clock shows"
    return wall.astimezone(UTC)
