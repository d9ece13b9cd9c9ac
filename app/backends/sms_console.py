"""No text at all: the log says that one would have gone. The demo shows its words from the outbox table."""

import structlog


class Engine:
    def __init__(self, url):
        pass

    def send(self, to, text, reference=None):
        structlog.get_logger().info("sms.sent", engine="console", parts=-(-len(text) // 153))

    def status(self, reference):
        return None
