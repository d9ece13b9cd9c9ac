"""The JSON API: the same operations as the pages, for programs. Cookies grant nothing here."""
