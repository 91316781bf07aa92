"""The rulebook in the open: a page per line, funder, objective, quarter and clause, all made from its data."""
