"""The HTTP service: one evaluation endpoint, the rulebooks as data, and problems in French."""
