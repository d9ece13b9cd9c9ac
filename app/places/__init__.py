"""Where things happen: areas with a centre, venues with what a visitor needs to know to get in."""
