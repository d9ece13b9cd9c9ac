"""Asks the right few people by push until a slot is full. Never shows or keeps what one person answered before."""
