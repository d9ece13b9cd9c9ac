"""How somebody reads: their language, larger words, Easy Read; and keeping the translations."""
