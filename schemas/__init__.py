"""Data models: what a rulebook, an action, a result and an error look like. Imports nothing of the project."""
