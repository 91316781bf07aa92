"""A request becomes what is known of an action: read, dated, resolved, appraised."""
