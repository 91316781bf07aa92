"""From a sentence in everyday words to objectives, publics, kinds, carrier and places of a rulebook; it suggests only."""

from eligibility.search.answers import ObjectiveSuggestion, PlaceSuggestion, Suggestions, ValueSuggestion
from eligibility.search.index import SearchIndex

__all__ = ["ObjectiveSuggestion", "PlaceSuggestion", "SearchIndex", "Suggestions", "ValueSuggestion"]
