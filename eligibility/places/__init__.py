"""The first step: a site becomes the places where it may be."""

from eligibility.places.site import Resolved, Resolver

__all__ = ["Resolved", "Resolver"]
