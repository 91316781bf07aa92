"""The text of a CSV file: which encoding it was saved in, and what to tell if that is not certain."""

from eligibility.batch.table import refuse

WIDE = (
    (b"\xff\xfe\x00\x00", "utf-32"),  # before UTF-16, whose mark begins alike
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
NARROW = {"cp1252": "Windows-1252", "mac_roman": "MacRoman (ancien Mac)", "cp850": "DOS (850)"}
SAMPLE = 4_000  # bytes looked at to know whether every second one is a zero

# What French writes beyond ASCII: an encoding that shows anything else is not the one.
_FRENCH = frozenset("àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ’‘“”«»…–—•€°²³§µ·×\u00a0\u202f")


def decode(content: bytes) -> tuple[str, tuple[str, ...]]:
    """The text, and what to tell if its encoding was guessed. Raises InputError if no encoding fits."""
    for mark, encoding in WIDE:
        if content.startswith(mark):
            return _wide(content, encoding), ()
    if unmarked := _unmarked(content[:SAMPLE]):
        return _wide(content, unmarked), ()
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    if mixed := _mixed(content):
        return mixed, (
            "Le fichier mêle deux encodages : les signes qui n'ont pas pu être lus sont remplacés par « � ». Enregistrez-le à nouveau en CSV UTF-8.",
        )
    found = {encoding: text for encoding in NARROW if (text := _narrow(content, encoding)) is not None}
    encoding = next((encoding for encoding, text in found.items() if _is_french(text)), "cp1252")
    if encoding not in found:
        raise refuse("L'encodage du fichier n'est pas reconnu. Enregistrez-le en CSV UTF-8 ou en XLSX.")
    return found[encoding], (
        f"Le fichier n'est pas en UTF-8 : il a été lu en {NARROW[encoding]}. Vérifiez les accents.",
    )


def _wide(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        name = encoding[:6].upper()
        raise refuse(
            f"Le fichier s'annonce en {name} et ne l'est pas. Enregistrez-le en CSV UTF-8 ou en XLSX."
        ) from None


def _unmarked(sample: bytes) -> str:
    """UTF-16 without its mark: nearly every second byte is a zero."""
    half = len(sample) // 2
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if half > 2 and sample[offset::2].count(0) > 0.8 * half and sample[1 - offset :: 2].count(0) == 0:
            return encoding
    return ""


def _mixed(content: bytes) -> str:
    """The text in UTF-8, if most of what is not ASCII is; nothing if it is another encoding."""
    text = content.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = sum(not sign.isascii() for sign in text) - wrong
    return text if right > 4 * wrong else ""


def _narrow(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_french(text: str) -> bool:
    return all(sign.isascii() or sign in _FRENCH for sign in set(text))
