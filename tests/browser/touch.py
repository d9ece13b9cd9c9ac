"""A phone with a finger reader: Chromium's virtual authenticator, by the DevTools protocol (WebAuthn domain)."""

READER = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


class Reader:
    """The finger reader of one page's phone; `more` are options of WebAuthn.addVirtualAuthenticator."""

    def __init__(self, page, **more):
        self._cdp = page.context.new_cdp_session(page)
        self._cdp.send("WebAuthn.enable", {"enableUI": False})
        added = self._cdp.send("WebAuthn.addVirtualAuthenticator", {"options": {**READER, **more}})
        self._name = {"authenticatorId": added["authenticatorId"]}

    def knows_its_owner(self, does):
        """Whether the next finger is the owner's."""
        self._cdp.send("WebAuthn.setUserVerified", {**self._name, "isUserVerified": does})

    def keys(self):
        """What it keeps: a dictionary a passkey."""
        return self._cdp.send("WebAuthn.getCredentials", self._name)["credentials"]

    def add_key(self, key):
        """Put a passkey into it, as a maker's copy would come from another phone."""
        self._cdp.send("WebAuthn.addCredential", {**self._name, "credential": key})
