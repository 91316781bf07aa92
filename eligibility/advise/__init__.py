"""What to ask next, and whom to see."""
