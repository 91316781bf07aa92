"""Which words are corrected into words of the index, and which are left as they are written."""

import pytest

from eligibility.search.spelling import CORRECTED, Speller, by_sound, sound
from eligibility.search.tokens import Token, stem, tokenise

WORDS = ("jardinage", "potager", "dorignies", "faubourg", "sentier", "hall", "zig", "1234567")
JOINED: dict[str, tuple[str, ...]] = {
    "centresocial": ("centr", "social"), "notre": ("not", "re"), "abcd": ("a", "b"), "abcde": ("a", "c"),
}  # fmt: skip


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(WORDS, JOINED)


def read(speller: Speller, word: str, named: bool = False) -> tuple[tuple[str, ...], float]:
    (token,) = tokenise(word)
    found: Token = speller.read(token, named=True) if named else speller.read(token)
    return found.keys, found.weight


def unread(word: str) -> tuple[tuple[str, ...], float]:
    return (stem(word),), 1.0


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("jardinnage", "jardinage"),  # a letter too many
        ("jardnage", "jardinage"),  # one missing
        ("jardimnagge", "jardinage"),  # two, in a long word
        ("ptager", "potager"),
        ("ajrdinage", "jardinage"),  # the first two turned
        ("forbourg", "faubourg"),
        ("dorigny", "dorignies"),  # as French reads it
        ("halll", "hall"),  # five letters, for a word of four
    ],
)
def test_a_mistake_is_forgiven(speller: Speller, written: str, meant: str) -> None:
    assert read(speller, written) == ((stem(meant),), CORRECTED)


@pytest.mark.parametrize(
    "written",
    [
        "potager",  # the index has it
        "dorignies",  # and this one, which French has not
        "potagers",
        "notre",  # an article, a preposition, whatever else is known of it
        "panier",  # French has it
        "sentir",
        "hal",  # too short
        "halo",
        "pot4ger",  # not a word
        "1234568",
        "ptgr",
        "jrdnage",  # two mistakes in seven letters
        "jardimnaggge",  # three, in a long word
        "zigge",  # heard like a word that is too short
        "zardinage",  # another first letter
        "wxyzwxyz",
    ],
)
def test_and_nothing_else_is_changed(speller: Speller, written: str) -> None:
    assert read(speller, written) == unread(written)


def test_a_proper_name_is_not_corrected(speller: Speller) -> None:
    assert read(speller, "jardnage", named=True) == unread("jardnage")


def test_words_written_joined_are_read_apart(speller: Speller) -> None:
    assert read(speller, "centresocial") == (("centr", "social"), 1.0)
    assert read(speller, "abcde") == (("a", "c"), 1.0)
    assert read(speller, "abcd") == unread("abcd")  # too short to be two words


def test_of_two_words_as_near_none_is_meant() -> None:
    speller = Speller(("maronte", "marante"), {})
    assert read(speller, "marunte") == unread("marunte")
    assert read(speller, "maronnte") == ((stem("maronte"),), CORRECTED)


def test_of_two_words_the_nearer_is_meant() -> None:
    speller = Speller(("marontelle", "marantelle"), {})
    assert read(speller, "marontelbe") == ((stem("marontelle"),), CORRECTED)


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("pharo", "faro"), ("quino", "kino"), ("qino", "kino"), ("nicko", "niko"), ("cora", "kora"), ("cite", "ci"),
        ("lac", "lak"), ("lyra", "lira"), ("beaumar", "bomar"), ("gauro", "goro"), ("maira", "mera"), ("reino", "reno"),
        ("hutin", "utin"), ("ballo", "balo"), ("vallant", "valan"), ("valland", "valan"), ("valents", "valan"),
        ("petites", "peti"), ("ranid", "rani"),
    ],
)  # fmt: skip
def test_what_is_heard(written: str, heard: str) -> None:
    assert sound(written) == heard


def test_a_sound_stands_for_one_word_that_is_not_too_short() -> None:
    written = [("rosalie", "a"), ("rosaly", "b"), ("philip", "c"), ("filippe", "c"), ("vol", "d"), ("hall", "e")]
    assert by_sound(written) == {"filip": "c", "vol": "d"}
