"""Tools of whoever works on the engine: none is needed to run it."""
