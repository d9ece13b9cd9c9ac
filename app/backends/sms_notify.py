"""Text messages through GOV.UK Notify: GATHER_SMS_URL=notify:?key=…&template=… (see notify.py).

Switch off "start text messages with the service name" at Notify: our texts say first who they are from.
"""

import structlog

from ..gsm import length
from .notify import Service
from .sms import SmsFailed


class Engine:
    def __init__(self, url):
        self.service = Service(url, "GATHER_SMS_URL", SmsFailed)

    def send(self, to, text, reference=None):
        given = self.service.send(
            "send_sms_notification", phone_number=to, personalisation={"text": text}, reference=reference
        )
        structlog.get_logger().info("sms.sent", engine="notify", room=length(text))
        return given

    def status(self, reference):
        return self.service.status(reference)
