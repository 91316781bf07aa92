"""How the service is exposed, by environment variables read when an application is made: what cannot be read stops it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit

from limits import RateLimitItem, parse_many

RATE = "ELIGIBILITY_RATE"
CONCURRENCY = "ELIGIBILITY_CONCURRENCY"
PROXIES = "ELIGIBILITY_PROXIES"
ORIGINS = "ELIGIBILITY_ORIGINS"
HTTPS = "ELIGIBILITY_HTTPS"
SECURITY = "ELIGIBILITY_SECURITY"

DEFAULT_RATE = "600/minute"
DEFAULT_CONCURRENCY = 8
OFF = ("off", "non", "0")
SOCKET = "unix"  # how a proxy that speaks through a socket of the file system is named

Network = IPv4Network | IPv6Network


class SettingError(ValueError):
    """A variable that cannot be read: its name, what is expected."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """What one client may ask, which proxies are believed, which other sites may read the API, what stands in front.

    `spared`: clients of the machine itself are not counted, because nobody chose these limits.
    """

    rates: tuple[RateLimitItem, ...] = ()
    concurrency: int = 0
    spared: bool = True
    proxies: tuple[Network, ...] = ()
    socket: bool = False
    origins: tuple[str, ...] = ()
    https: bool = False
    security: str = ""


def exposure(environment: Mapping[str, str] = os.environ) -> Exposure:
    """As the environment says. Raises SettingError."""
    given = {name: environment.get(name, "").strip() for name in (RATE, CONCURRENCY, PROXIES, ORIGINS, HTTPS, SECURITY)}
    proxies = _items(given[PROXIES])
    return Exposure(
        rates=_rates(given[RATE] or DEFAULT_RATE),
        concurrency=_count(given[CONCURRENCY] or str(DEFAULT_CONCURRENCY)),
        spared=not (given[RATE] or given[CONCURRENCY]),
        proxies=tuple(_network(name) for name in proxies if name != SOCKET),
        socket=SOCKET in proxies,
        origins=tuple(_origin(name) for name in _items(given[ORIGINS])),
        https=_yes(given[HTTPS]),
        security=_security(given[SECURITY]),
    )


def _items(text: str) -> tuple[str, ...]:
    return tuple(item for item in text.replace(",", " ").split() if item)


def _rates(text: str) -> tuple[RateLimitItem, ...]:
    if text.lower() in OFF:
        return ()
    try:
        return tuple(parse_many(text))
    except ValueError:
        raise SettingError(
            f"{RATE} : « {text} » n'est pas un débit. Écrivez par exemple « 600/minute », « 20/second ; 600/minute » ou « off »."
        ) from None


def _count(text: str) -> int:
    if text.lower() in OFF:
        return 0
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise SettingError(
            f"{CONCURRENCY} : « {text} » n'est pas un nombre de demandes en même temps. Écrivez par exemple « 8 » ou « off »."
        )
    return int(text)


def _network(text: str) -> Network:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise SettingError(
            f"{PROXIES} : « {text} » n'est ni une adresse, ni un réseau, ni « {SOCKET} ». Écrivez par exemple « 127.0.0.1 »."
        ) from None


def _origin(text: str) -> str:
    if text == "*":
        return text
    try:
        parts = urlsplit(text)
        whole = text == f"{parts.scheme}://{parts.netloc}" and "@" not in parts.netloc
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and whole and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise SettingError(
            f"{ORIGINS} : « {text} » n'est pas une origine. Écrivez par exemple « https://www.exemple.fr », sans rien après."
        )
    return text.lower()


def _yes(text: str) -> bool:
    if text.lower() in ("", "non", "no", "false", *OFF):
        return False
    if text.lower() in ("oui", "yes", "true", "on", "1"):
        return True
    raise SettingError(f"{HTTPS} : « {text} » n'est ni oui, ni non. Écrivez « oui » si un serveur HTTPS est devant.")


def _security(text: str) -> str:
    """The address that a security.txt names: a page, or an e-mail."""
    if not text or (text.startswith(("https://", "mailto:")) and text.isprintable() and " " not in text):
        return text
    if text.count("@") == 1 and text.isprintable() and " " not in text:
        return f"mailto:{text}"
    raise SettingError(
        f"{SECURITY} : « {text} » n'est ni une adresse électronique, ni une adresse https. Écrivez par exemple « securite@exemple.fr »."
    )
