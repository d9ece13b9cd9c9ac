"""Real mail servers on loopback that behave as a test orders."""

import logging
import socket
import ssl
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PASSWORD = LoginPassword(b"town", b"right horse")
logging.getLogger("mail.log").setLevel(logging.WARNING)  # the server's own, not the town's


class PostOffice:
    """Takes letters, or gives its answer instead at the step that the test names."""

    def __init__(self, **answers):
        self.answers, self.letters = answers, []

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return self.answers.get("sender", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        return self.answers.get("receiver", "250 OK")

    async def handle_DATA(self, server, session, envelope):
        if self.answers.get("data") == "hang up":
            server.transport.abort()
            return "421 gone"
        if "data" not in self.answers:
            self.letters.append((envelope, message_from_bytes(envelope.content, policy=policy.default)))
        return self.answers.get("data", "250 OK")


def check_password(_server, _session, _envelope, _mechanism, given):
    return AuthResult(success=given == PASSWORD, handled=given == PASSWORD)


@contextmanager
def serve(office, **options):
    """Open the office on a free port of loopback; gives the port."""
    controller = Controller(office, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    """A port of loopback at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def certificate(folder):
    """A certificate for loopback that vouches for itself: the server's TLS context, and the file to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "the test's post office")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    usage = x509.KeyUsage(digital_signature=True, key_cert_sign=True, content_commitment=False,
                          key_encipherment=False, data_encipherment=False, key_agreement=False, crl_sign=False,
                          encipher_only=False, decipher_only=False)  # fmt: skip
    builder = builder.add_extension(names, False).add_extension(x509.BasicConstraints(True, None), True)
    builder = builder.add_extension(usage, True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    signed = builder.sign(key, hashes.SHA256())
    trusted, private = folder / "certificate.pem", folder / "key.pem"
    trusted.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                          serialization.NoEncryption()))  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(trusted, private)
    return context, trusted
