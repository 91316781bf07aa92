"""Pages written for people: each report is one HTML file that needs no network, no script and no other file."""
