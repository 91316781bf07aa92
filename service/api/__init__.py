"""The JSON routes and their documentation."""
