"""What the person who runs the service says of themselves, by environment variables; each page that shows them says if none is set."""

import os
from dataclasses import dataclass

VARIABLES = {
    "publisher": "ELIGIBILITY_PUBLISHER",
    "director": "ELIGIBILITY_DIRECTOR",
    "host": "ELIGIBILITY_HOST",
    "contact": "ELIGIBILITY_CONTACT",
    "logs": "ELIGIBILITY_LOGS",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Who publishes the site, who answers for it, who hosts it, whom to write to, what the host logs. Empty: not said."""

    publisher: str = ""
    director: str = ""
    host: str = ""
    contact: str = ""
    logs: str = ""

    @property
    def mail(self) -> str:
        """The contact, if it is an e-mail address."""
        return self.contact if "@" in self.contact and " " not in self.contact else ""


def settings() -> Settings:
    """As the environment says now."""
    return Settings(**{name: os.environ.get(variable, "").strip()[:500] for name, variable in VARIABLES.items()})
