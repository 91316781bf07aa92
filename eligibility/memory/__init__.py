"""What is computed once and kept: by key up to a bound, or by the rulebook that it was drawn from."""
