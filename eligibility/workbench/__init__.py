"""Tools of rule authors: cases, analysis, coverage, comparison, reports, the starter of a new rulebook."""
