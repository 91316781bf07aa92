"""One table per field: every line's criteria on that field, compiled into masks and read back as reasons."""
