"""Words are taken apart, and mistyped ones read as what was meant."""

import doctest

import pytest

from modules import spelling
from modules.spelling import Vocabulary, is_kept, words_in

WORDS = (
    "meeting",
    "meetings",
    "diary",
    "calendar",
    "email",
    "secretary",
    "secret",
    "time",
    "table",
)
WORDS += ("inbox", "executive", "assistant", "board", "overwhelmed", "roll")


@pytest.fixture
def vocabulary() -> Vocabulary:
    return Vocabulary(WORDS)


def test_the_examples_are_true():
    tried = doctest.testmod(spelling)
    assert tried.attempted > 0
    assert tried.failed == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("diry", ["diary"]),
        ("diarry", ["diary"]),
        ("daiyr", []),
        ("idary", ["diary"]),
        ("dairy", ["diary"]),
        ("calender", ["calendar"]),
        ("emial", ["email"]),
        ("metings", ["meetings"]),
        ("meetinf", ["meeting"]),
        ("secratery", ["secretary"]),
        ("exectuve", ["executive"]),
        ("overwelmed", ["overwhelmed"]),
        ("timetable", ["time table"]),
        ("rollout", ["roll out"]),
        ("xylophone", []),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_mistyped_word_is_read_as_the_nearest(vocabulary, typed: str, meant: list[str]):
    assert vocabulary.meant_by(typed) == meant


@pytest.mark.parametrize("typed", ["pa", "ea", "ceo", "9am", "2026", "diary", "", "x" * 61])
def test_short_words_numbers_and_known_words_mean_what_they_say(vocabulary, typed: str):
    assert vocabulary.meant_by(typed) == []


def test_an_unfinished_word_is_finished_the_shortest_way_first(vocabulary):
    assert vocabulary.begun_by("meet") == ["meeting", "meetings"]
    assert vocabulary.begun_by("secr") == ["secret", "secretary"]
    assert vocabulary.begun_by("me") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Chief Executive’s PA", ["chief", "executive", "s", "pa"]),
        ("e-mail / E MAIL", ["e", "mail", "e", "mail"]),
        ("Zoë’s café\u200b, naïve ﬁles", ["zoe", "s", "cafe", "naive", "files"]),
        ("a & b | !c :* <-> 'd' \\", ["a", "b", "c", "d"]),
        ("\x00\ud800_", []),
    ],
)
def test_signs_are_no_words(text: str, words: list[str]):
    assert words_in(text) == words


def test_a_vocabulary_keeps_no_filler_no_number_and_nothing_short():
    kept = [word for word in ("the", "how", "pa", "9am", "diary", "x" * 61) if is_kept(word)]
    assert kept == ["diary"]


def test_twenty_thousand_words_are_looked_through():
    """Every one of them is found by a slip in its middle."""
    letters = "abcdefghijklmnopqrst"
    words = [f"{a}{b}ment{c}{d}" for a in letters for b in letters for c in letters for d in "aeo"]
    vocabulary = Vocabulary(words)
    assert len(words) == 24_000
    assert words[12345] in vocabulary.meant_by(words[12345].replace("ment", "mxnt"))
