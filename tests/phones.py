"""People with phones before a push service of our own: what they subscribed, and what their phones then read."""

import json
from dataclasses import dataclass, field

from app.notifications.notices import Notice
from app.notifications.operations_phones import Browser, choose, subscribe

EVERYTHING = {"reminders": True, "asks": True, "news": True}
NOTICE = Notice("reminder", "You are going", "Saturday, 10am, Millom", "/bookings/abc", "place-7")


@dataclass
class Phones:
    """The push service, and from when on this test looks at what it got."""

    service: object
    mine: list = field(default_factory=list)

    def of(self, person_id, sign_in_id=None, phone_mark=None, name="Chrome on Android", **wishes):
        """A phone of this person that hears everything unless told; without a person, of a browser alone."""
        phone = self.service.subscribe()
        self.mine.append(phone.name)
        browser = Browser(person_id, sign_in_id, phone_mark, name)
        subscribe(browser, phone.endpoint, phone.p256dh, phone.auth)
        if person_id:
            choose(person_id, **(wishes or EVERYTHING))
        return phone

    @property
    def asked(self):
        """Every request for a phone of this test, whatever the answer was."""
        return [one for one in self.service.received if one.phone.name in self.mine]

    @property
    def shown(self):
        """What phones of this test were given to show, in order: pairs of phone and payload."""
        return [(one.phone, json.loads(one.words)) for one in self.service.accepted if one.phone.name in self.mine]
