"""Every line at once, and why: a rulebook compiled once, verdicts by bit masks, reasons from the same tables."""
