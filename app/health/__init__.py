"""Is the town's server alive, ready, and what are its figures. Never shows anything of a person."""
