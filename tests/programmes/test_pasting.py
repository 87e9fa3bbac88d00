"""What a spreadsheet holds, and what people make of it: good rows in, the others explained."""

import pytest
from django.core.validators import validate_email
from hypothesis import given
from hypothesis import strategies as st

from programmes.pasting import MOST_ROWS, Known, is_address, read_people, same_name
from programmes.pasting.reading import LONGEST_NAME, LONGEST_TITLE
from programmes.pasting.rows import Kind

ALICE = "Dr Alice Ahmed\talice.ahmed@nhs.net\tLeader\t\tMedical director"
TOM = "Tom Price\ttom.price@nhs.net\tLeader\t\tFinance director"
AMIR = "Amir Khan\tamir.khan@nhs.net\tPA\tDr Alice Ahmed\tExecutive assistant"


def row(
    name: str, kind: Kind = "leader", leaders: str = "", title: str = "", email: str = ""
) -> tuple[str, str, Kind, tuple[str, ...], str]:
    address = email or f"{name.removeprefix('Dr ').lower().replace(' ', '.')}@nhs.net"
    return (name, address, kind, tuple(f"{one}@nhs.net" for one in leaders.split()), title)


def read(text: str, *known: Known) -> list[tuple[str, str, Kind, tuple[str, ...], str]]:
    """The good rows, in short; a text without any trouble."""
    pasted = read_people(text, known)
    assert [one.sentence for one in pasted.troubles] == []
    assert pasted.left == ""
    return [(one.name, one.email, one.kind, one.leaders, one.job_title) for one in pasted.people]


def troubles(text: str, *known: Known) -> list[str]:
    return [one.sentence for one in read_people(text, known).troubles]


EVERYBODY = [
    row("Dr Alice Ahmed", title="Medical director"),
    row("Tom Price", title="Finance director"),
    row("Amir Khan", "pa", "alice.ahmed", "Executive assistant"),
]


def test_rows_from_a_spreadsheet_need_no_heading() -> None:
    assert read(f"{ALICE}\n{TOM}\n{AMIR}\n") == EVERYBODY


def test_a_heading_puts_the_columns_in_any_order() -> None:
    text = (
        "Job title,E-mail address,Whose PA,Desk,NAME,Role\r\n"
        "Medical director,alice.ahmed@nhs.net,,12,Dr Alice Ahmed,leader\r\n"
        "Finance director,tom.price@nhs.net,,14,Tom Price,leader\r\n"
        "Executive assistant,amir.khan@nhs.net,Dr Alice Ahmed,3,Amir Khan,pa\r\n"
    )
    assert read(text) == EVERYBODY


def test_first_and_last_name_may_stand_apart() -> None:
    text = "First name\tSurname\tEmail\tRole\nTom\tPrice\ttom.price@nhs.net\tleader"
    assert read(text) == [row("Tom Price")]


@pytest.mark.parametrize("separator", ["\t", ";", ",", "; ", ", "])
def test_cells_stand_apart_by_tab_semicolon_or_comma(separator: str) -> None:
    cells = ("Tom Price", "tom.price@nhs.net", "leader", "", "Finance director")
    assert read(separator.join(cells)) == [row("Tom Price", title="Finance director")]


def test_a_row_mended_by_hand_needs_no_tab() -> None:
    assert read(f"{ALICE}\nTom Price, tom.price@nhs.net, leader\n{AMIR}")[1] == row("Tom Price")


@pytest.mark.parametrize(
    "line",
    [
        '"Price, Tom",tom.price@nhs.net,leader',
        "Price, Tom;tom.price@nhs.net;leader",
        "Price, Tom (Northvale)\ttom.price@nhs.net\tleader",
        "  Tom \u00a0 Price ,\u00a0mailto:Tom.Price@NHS.net?subject=Hello , LEADER. ",
        "“Tom Price”\t<tom.price@nhs.net>;\tLeader\t\t\t\t",
        "Tom Price,Tom Price <tom.price@nhs.net>,leader",
        "Tom Price <tom.price@nhs.net>,,leader",
        "\ufeffTom\u200b Price\ttom.price@nhs.net\u00ad\tleader",
        "Tom\0 Price\ttom.price@nhs.net\0\tleader",
        "Tom Price\t'tom.price@nhs.net'\tExecutive director",
    ],
)
def test_one_person_is_read_however_written(line: str) -> None:
    assert read(line) == [row("Tom Price")]


def test_odd_quotes_swallow_nothing() -> None:
    text = f'Tom "Tiger Price,tom.price@nhs.net,leader\n{ALICE}\n"Ann "Bo" Lee",ann@nhs.net,leader'
    assert [one[0] for one in read(text)] == ['Tom "Tiger Price', "Dr Alice Ahmed", 'Ann Bo" Lee"']


def test_empty_rows_and_lines_are_nothing() -> None:
    assert read(f"\r\n\t\t\t\n,,,\n{TOM}\r\r\n;;;\n\u00a0\n") == [
        row("Tom Price", title="Finance director")
    ]
    assert read("") == []
    assert read("Name\tE-mail\tRole") == []


@pytest.mark.parametrize(
    "whose",
    [
        "Dr Alice Ahmed; Tom Price",
        "Alice Ahmed and Tom Price",
        "Ahmed, Alice; Price, Tom",
        "alice.ahmed@nhs.net & TOM.PRICE@nhs.net",
        "Álice Ahmed/tom price",
        "Alice Ahmed, Tom Price",
        "Tom Price; Alice Ahmed; Tom Price",
    ],
)
def test_a_pa_may_serve_several_leaders(whose: str) -> None:
    (_, _, pa) = read(f"{ALICE}\n{TOM}\nAmir Khan\tamir.khan@nhs.net\tPA\t{whose}")
    assert set(pa[3]) == {"alice.ahmed@nhs.net", "tom.price@nhs.net"}
    assert len(pa[3]) == 2


def test_a_leader_of_the_team_need_not_be_in_the_list() -> None:
    known = Known("Dr Alice Ahmed", "alice.ahmed@nhs.net")
    assert read(AMIR, known) == [EVERYBODY[2]]


def test_whoever_assists_somebody_is_a_pa_without_saying_so() -> None:
    assert read(f"{ALICE}\nAmir Khan\tamir.khan@nhs.net\t\tAlice Ahmed")[1] == row(
        "Amir Khan", "pa", "alice.ahmed"
    )


def test_a_pa_of_nobody_yet_and_a_leader_without_a_pa_are_fine() -> None:
    assert read("Jo Bell,jo.bell@nhs.net,PA\nTom Price,tom.price@nhs.net,leader") == [
        row("Jo Bell", "pa"),
        row("Tom Price"),
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (",tom@nhs.net,leader", "tom@nhs.net has no name. Write it before the address."),
        (",,leader", "This row has no name. Write it before the address."),
        (
            "tom@nhs.net,Tom Price,leader",
            "“tom@nhs.net” is no name. Write the name first, then the address.",
        ),
        ("12,tom@nhs.net,PA", "“12” is no name. Write the name first, then the address."),
        (f"{'Tom' * 60},tom@nhs.net,PA", f"“{'Tom' * 20}…” is too long for a name. Shorten it."),
        (
            f"Tom Price,tom@nhs.net,leader,,{'x' * (LONGEST_TITLE + 1)}",
            "Tom Price’s job title is too long. Shorten it.",
        ),
        ("Tom Price,,leader", "Tom Price has no e-mail address. Write it after the name."),
        ("Tom Price", "Tom Price has no e-mail address. Write it after the name."),
        (
            "Tom Price,tom.price(at)nhs.net,leader",
            "“tom.price(at)nhs.net” is not an e-mail address. Write one like name@nhs.net.",
        ),
        (
            "Tom Price,tom@nhs,leader",
            "“tom@nhs” is not an e-mail address. Write one like name@nhs.net.",
        ),
        (
            "Price, Tom, tom@nhs.net, leader",
            "“tom” is not an e-mail address. Write one like name@nhs.net.",
        ),
        ("Tom Price,tom@nhs.net,boss", "“boss” is not a role here. Write leader or PA."),
        (
            "Tom Price,tom@nhs.net",
            "Tom Price has no role. Write leader or PA after the address.",
        ),
        (
            "Tom Price,tom@nhs.net,leader,Jo Bell",
            "Tom Price is a leader, and “whose PA” is filled in. Empty it, or write PA as role.",
        ),
        (
            "Tom Price,tom@nhs.net,PA,Tom Price",
            "Tom Price cannot be their own PA. Write the leader’s name or address.",
        ),
        ("x" * 1001, "This row is too long. Put one person on each line."),
    ],
)
def test_a_bad_row_comes_back_with_a_sentence(line: str, sentence: str) -> None:
    pasted = read_people(f"{ALICE}\n{line}\n{AMIR}")
    assert [(one.line, one.text, one.sentence) for one in pasted.troubles] == [(2, line, sentence)]
    assert [one.name for one in pasted.people] == ["Dr Alice Ahmed", "Amir Khan"]
    assert pasted.left == line


def test_the_same_person_twice_is_told_who_has_the_address() -> None:
    again = "Alice A\tAlice.Ahmed@nhs.net\tleader"
    assert troubles(f"Name\tE-mail\tRole\n\n{ALICE}\n{again}") == [
        (
            "alice.ahmed@nhs.net is Dr Alice Ahmed’s address in another row. "
            "Take this row out, or write the person’s own address."
        )
    ]


def test_a_pa_of_nobody_known_is_told_who_was_meant() -> None:
    jo = "Jo Bell\tjo.bell@nhs.net\tPA\t"
    assert troubles(f"{TOM}\n{jo}Tom Pryce\nAl Fox\tal.fox@nhs.net\tPA\tZebedee") == [
        (
            "Jo Bell is to assist “Tom Pryce”, who is not in the list or the team. "
            "Did you mean Tom Price?"
        ),
        (
            "Al Fox is to assist “Zebedee”, who is not in the list or the team. "
            "Add that leader too, or leave “whose PA” empty."
        ),
    ]


def test_a_pa_is_nobodys_leader() -> None:
    assert troubles(f"{ALICE}\n{AMIR}\nJo Bell\tjo.bell@nhs.net\tPA\tAmir Khan") == [
        (
            "Jo Bell is to assist “Amir Khan”, who is a PA here. "
            "Write a leader’s name or address, or leave it empty."
        )
    ]


def test_a_name_that_two_have_needs_the_address() -> None:
    others = "Tom Price\ttom@nhs.net\tleader\nJo Bell\tjo.bell@nhs.net\tPA\tTom Price"
    assert troubles(f"{TOM}\n{others}") == [
        "“Tom Price” is the name of two people here. Write the leader’s address instead."
    ]


def test_a_pa_waits_for_the_row_of_the_leader() -> None:
    text = f"Tom Price\ttom.price\tleader\n{ALICE}\nJo Bell\tjo.bell@nhs.net\tPA\tTom Price"
    pasted = read_people(text)
    assert [one.sentence for one in pasted.troubles] == [
        "“tom.price” is not an e-mail address. Write one like name@nhs.net.",
        "Jo Bell is to assist “Tom Price”, whose own row has to be mended first.",
    ]
    assert [one.name for one in pasted.people] == ["Dr Alice Ahmed"]


def test_what_else_is_the_matter_holds_a_row_and_its_pa_back() -> None:
    pasted = read_people(
        f"{ALICE}\n{TOM}\n{AMIR}", (), lambda one: "No." if "Al" in one.name else ""
    )
    assert [(one.line, one.sentence) for one in pasted.troubles] == [
        (1, "No."),
        (3, "Amir Khan is to assist “Dr Alice Ahmed”, whose own row has to be mended first."),
    ]
    assert pasted.left == f"{ALICE}\n{AMIR}"


def test_what_is_left_keeps_its_heading_and_is_read_again_once_mended() -> None:
    heading = "Role;Whose PA;E-mail;Name"
    text = f"{heading}\nleader;;tom.price@nhs.net;Tom Price\nPA;Tom Price;jo.bell;Jo Bell\n"
    left = read_people(text).left
    assert left == f"{heading}\nPA;Tom Price;jo.bell;Jo Bell"
    mended = left.replace("jo.bell;", "jo.bell@nhs.net;")
    tom = Known("Tom Price", "tom.price@nhs.net")
    assert read(mended, tom) == [row("Jo Bell", "pa", "tom.price")]


def test_more_rows_than_can_be_read_wait_their_turn() -> None:
    lines = [f"Leader {number},leader{number}@nhs.net,leader" for number in range(MOST_ROWS + 3)]
    pasted = read_people("\n".join(lines))
    assert len(pasted.people) == MOST_ROWS
    assert [one.sentence for one in pasted.troubles] == [
        "Only 200 rows are read at once. Press again for those from here on."
    ]
    assert pasted.left == "\n".join(lines[MOST_ROWS:])
    assert len(read(pasted.left)) == 3


@pytest.mark.parametrize(
    "text", ["x" * 10**6, "x\n" * 500_000, "\0" * 10**6, '"' * 10**6, "a@" * 500_000]
)
def test_a_megabyte_is_read_at_once_or_refused(text: str) -> None:
    assert read_people(text).people == ()


anything = st.text(max_size=400) | st.text(
    alphabet=st.sampled_from("\t,;\n\r\"'@.<> ()“”\0\u00a0aZé£&/andPAleader:?\u202e"), max_size=400
)


@given(anything)
def test_no_text_breaks_the_reading_or_loses_a_line(text: str) -> None:
    pasted = read_people(text)
    for one in pasted.people:
        validate_email(one.email)
        assert (one.email, one.name) == (one.email.lower(), one.name.strip())
        assert 0 < len(one.name) <= LONGEST_NAME
        assert one.kind == "pa" or one.leaders == ()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    behind = {one.line for one in pasted.troubles}
    assert {one.line for one in pasted.people} & behind == set()
    assert all(one.text == lines[one.line - 1] for one in (*pasted.people, *pasted.troubles))
    assert all(one.text in pasted.left for one in pasted.troubles)
    assert all(one.sentence.endswith((".", "?")) for one in pasted.troubles)


words = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=8)


@given(st.lists(st.tuples(words, words, st.booleans()), unique_by=lambda one: one[:2], max_size=20))
def test_a_clean_list_is_read_whole(people: list[tuple[str, str, bool]]) -> None:
    listed = [
        (f"X{first} Y{last}", f"{first}.{last}@nhs.net", "leader" if leads else "PA")
        for first, last, leads in people
    ]
    assert [(one[0], one[1], one[2]) for one in read("\n".join(map(";".join, listed)))] == [
        (name, email, role.lower()) for name, email, role in listed
    ]


@given(st.text(max_size=60))
def test_whatever_is_taken_for_an_address_is_one_for_the_mail_too(text: str) -> None:
    if is_address(text.lower()):
        validate_email(text.lower())


def test_a_name_is_the_same_without_case_accents_and_title() -> None:
    assert same_name("Dr Zoë O’Brien", "ZOE O'BRIEN")
    assert not same_name("Tom Price", "Tom Pryce")
