"""A site becomes the places where it may be; every name of a territory, and its map."""

from eligibility.places.site import Resolved, Resolver

__all__ = ["Resolved", "Resolver"]
