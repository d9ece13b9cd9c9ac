"""Calling a place to mind: when, in which words, once. No row of its own: what is due is worked out from the places."""
