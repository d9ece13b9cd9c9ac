"""Finding what is on: home, the list, one event. Reads only; never decides who may take a place."""
