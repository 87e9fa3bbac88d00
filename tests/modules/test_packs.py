import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.enums import PieceKind
from modules.models import Module, Piece, Version
from modules.queries.pack_agenda import (
    BREAK,
    CLOSE,
    LONGEST_SITTING,
    WELCOME,
    WITHOUT_A_BREAK,
    Item,
    Line,
    one_agenda,
)
from modules.queries.packs import pack_of
from tests.factories.modules import a_file, a_module, as_published
from tests.factories.workshops import BOARD_NAMES, a_board_module, board_modules

TITLES = ("Welcome", "Look at our measures", "Reflect", "Close and one-minute pulse")
lines = st.builds(Line, st.integers(1, 150), st.sampled_from(TITLES))
modules = st.lists(
    st.tuples(st.sampled_from("ABCDEF"), st.lists(lines, max_size=8)), max_size=6
).map(lambda found: [(f"{name}{place}", theirs) for place, (name, theirs) in enumerate(found)])


def board(name: str) -> tuple[str, list[Line]]:
    """An agenda as those of the board modules are."""
    parts = [
        (15, "Look"),
        (15, "Reflect"),
        (20, "See"),
        (20, "Commit"),
        (10, "Plan"),
        (10, "Close"),
    ]
    return name, [Line(minutes, title) for minutes, title in parts]


def named(agenda: tuple[Item, ...]) -> list[tuple[int, int, str, str]]:
    return [(item.starts, item.minutes, item.title, item.module) for item in agenda]


@given(modules)
def test_the_minutes_always_add_up(given_modules):
    agenda = one_agenda(given_modules)
    ends = [item.ends for item in agenda]
    assert [item.starts for item in agenda] == [0, *ends[:-1]][: len(agenda)]
    assert sum(item.minutes for item in agenda) == (ends[-1] if ends else 0)


@given(modules)
def test_what_a_module_is_about_is_held_whole_and_in_order(given_modules):
    agenda = one_agenda(given_modules)
    for name, theirs in given_modules:
        kept = [Line(item.minutes, item.title, item.note) for item in agenda if item.module == name]
        shared = len(theirs) - len(kept)
        assert shared in {0, 1, 2}
        assert any(theirs[at : at + len(kept)] == kept for at in range(shared + 1))
        assert bool(kept) == bool(theirs)


@given(modules)
def test_several_modules_begin_and_close_once(given_modules):
    held = [theirs for _, theirs in given_modules if theirs]
    agenda = one_agenda(given_modules)
    shared = [item for item in agenda if not item.module and not item.is_break]
    if len(held) < 2:
        assert shared == []
    else:
        assert shared == [agenda[0], agenda[-1]]


@given(modules)
def test_nobody_sits_longer_than_ninety_minutes_without_need(given_modules):
    agenda = one_agenda(given_modules)
    assert not any(one.is_break and other.is_break for one, other in pairwise(agenda))
    assert not (agenda and (agenda[0].is_break or agenda[-1].is_break))
    left = sum(item.minutes for item in agenda if not item.is_break)
    sitting, parts = 0, 0
    for item in agenda:
        if item.is_break:
            assert item.minutes == BREAK
            sitting, parts = 0, 0
            continue
        sitting, parts = sitting + item.minutes, parts + 1
        assert sitting <= LONGEST_SITTING or parts == 1 or left <= WITHOUT_A_BREAK
        left -= item.minutes


def test_a_single_module_keeps_its_own_agenda():
    agenda = one_agenda([board("Purpose")])
    assert [(item.minutes, item.title) for item in agenda] == [
        (line.minutes, line.title) for line in board("Purpose")[1]
    ]


def test_three_board_modules_make_an_afternoon_with_two_breaks():
    agenda = one_agenda([board("A"), board("B"), board("C")])
    middle = [(15, "Look"), (15, "Reflect"), (20, "See"), (20, "Commit"), (10, "Plan")]
    expected = [(WELCOME.minutes, "Welcome", "")]
    for name in "ABC":
        expected += [(minutes, title, name) for minutes, title in middle]
        expected += [(BREAK, "Break", "")] if name != "C" else []
    expected += [(CLOSE.minutes, "Close", "")]
    assert [(item.minutes, item.title, item.module) for item in agenda] == expected
    assert agenda[-1].ends == 275


def test_a_shared_close_is_as_long_as_the_longest_and_called_as_they_all_call_it():
    one = [Line(20, "Talk"), Line(5, "Close and pulse")]
    other = [Line(20, "Talk"), Line(15, "Close and pulse")]
    assert named(one_agenda([("A", one), ("B", other)])) == [
        (0, 5, "Welcome", ""),
        (5, 20, "Talk", "A"),
        (25, 20, "Talk", "B"),
        (45, 15, "Close and pulse", ""),
    ]
    other[-1] = Line(15, "Closing round")
    assert one_agenda([("A", one), ("B", other)])[-1].title == "Close"


def test_an_agenda_is_read_on_the_clock_also_past_midnight():
    item = Item(150, 10, "Reflect")
    assert item.at(dt.time(13, 30)) == dt.time(16)
    assert item.at(dt.time(22)) == dt.time(0, 30)


def read(*found) -> object:
    versions = Version.objects.select_related("module").in_bulk([one.published_id for one in found])
    return pack_of([versions[one.published_id] for one in found])


@pytest.mark.django_db
def test_a_pack_of_three_board_modules_has_every_kind_of_paper_of_each():
    pack = read(*board_modules())
    assert [(part.heading, [paper.module for paper in part.papers]) for part in pack.parts] == [
        ("To read beforehand", list(BOARD_NAMES)),
        ("Questions for the board", list(BOARD_NAMES)),
        ("Case studies", list(BOARD_NAMES)),
        ("Evidence on one page", list(BOARD_NAMES)),
        ("Decision sheets", list(BOARD_NAMES)),
    ]
    assert pack.lacking == pack.apart == ()
    assert pack.preparation_minutes == 90
    assert pack.minutes == sum(item.minutes for item in pack.agenda) == 5 + 3 * 90 + 10 + 2 * 10
    anchors = [paper.anchor for part in pack.parts for paper in part.papers]
    assert anchors[:4] == ["pre-read-1", "pre-read-2", "pre-read-3", "questions-1"]
    assert len(set(anchors)) == 15


@pytest.mark.django_db
def test_modules_stand_in_the_order_they_were_given():
    first, second, _ = board_modules()
    pack = read(second, first)
    assert [paper.heading for paper in pack.parts[0].papers] == [
        "Pre-read: Conditions for new ideas",
        "Pre-read: Commitment and purpose",
    ]


@pytest.mark.django_db
def test_what_a_module_lacks_is_left_out_with_a_word():
    pack = read(a_module("Email under control"), a_board_module())
    assert [part.heading for part in pack.parts] == [
        "To read beforehand",
        "Questions for the board",
        "Case studies",
        "Evidence on one page",
        "Decision sheets",
    ]
    assert pack.lacking == (
        "Email under control does not have a pre-read, a question sheet or a case study.",
    )


@pytest.mark.django_db
def test_a_part_that_no_module_has_is_not_there():
    pack = read(a_module("Email under control"))
    assert [part.heading for part in pack.parts] == ["Evidence on one page", "Decision sheets"]


@pytest.mark.django_db
def test_a_file_and_a_film_are_named_and_not_printed():
    module = a_board_module(published=False, kinds=(PieceKind.EVIDENCE,))
    version = module.versions.get()
    Piece.objects.create(
        version=version, position=8, kind=PieceKind.CASE_STUDY, slug="case", title="A case",
        file=a_file(),
    )  # fmt: skip
    Piece.objects.create(
        version=version, position=9, kind=PieceKind.VIDEO, slug="film", title="A film",
        link="https://films.example/1", body="Transcript",
    )  # fmt: skip
    as_published(version)
    pack = read(module)
    assert [part.heading for part in pack.parts] == ["Evidence on one page"]
    assert [(one.title, one.module) for one in pack.apart] == [
        ("A case", "Commitment and purpose"),
        ("A film", "Commitment and purpose"),
    ]
    assert "a case study" not in pack.lacking[0]


@pytest.mark.django_db
def test_a_module_without_an_agenda_takes_the_minutes_it_names():
    whole, nothing = without_agenda("Whole", 45), without_agenda("Nothing", None)
    assert [(item.minutes, item.title) for item in read(whole).agenda] == [(45, "Whole")]
    assert read(nothing).agenda == ()
    assert read(nothing).lacking == (
        "Nothing does not say how long it takes, so it is not in the agenda.",
    )


def without_agenda(name: str, minutes: int | None) -> Module:
    module = a_board_module(name, published=False)
    version = module.versions.get()
    version.agenda.all().delete()
    version.minutes = minutes
    version.save(update_fields=["minutes"])
    as_published(version)
    return module


@pytest.mark.django_db
def test_a_paper_with_a_title_of_its_own_keeps_it():
    module = a_board_module(published=False, kinds=())
    version = module.versions.get()
    Piece.objects.create(
        version=version, position=1, kind=PieceKind.WORKSHEET, slug="w", title="The wall", body="x"
    )
    as_published(version)
    assert [paper.heading for part in read(module).parts for paper in part.papers] == [
        "The wall: Commitment and purpose"
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_a_pack_of_three_takes_as_many_queries_as_one_of_one(number, django_assert_num_queries):
    versions = [module.published for module in board_modules()][:number]
    with django_assert_num_queries(2):
        pack_of(versions)
