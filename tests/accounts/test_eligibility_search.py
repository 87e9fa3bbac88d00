"""Finding one's organisation in the register by what one knows of it."""

from pathlib import Path

import pytest

from accounts import services
from accounts.models import OrganisationName
from accounts.queries.offers import MOST, offer_for
from accounts.queries.organisations import organisations_matching, place_of, successor_of
from accounts.register import read_register
from productive_leader.core.dates import today
from tests.accounts.asking import a_domain, a_nurse, asks
from tests.factories.accounts import a_role, an_organisation

pytestmark = pytest.mark.django_db
REAL = Path(__file__).parents[3] / "shared" / "data" / "ods" / "etr.csv"


@pytest.fixture
def register():
    """Northvale, a namesake, one with an apostrophe, and one that has closed."""
    northvale = an_organisation(
        "RX1",
        "Northvale and St. Mary's NHS Foundation Trust",
        address="2nd Floor, Mill House, Newcastle-upon-Tyne, Tyne and Wear",
        postcode="NE1 4LP",
    )
    an_organisation("RX3", "O’Neill Partnership NHS Trust", address="1 Quay, Southmere")
    an_organisation("RX4", "Northvale Community NHS Trust", postcode="SM1 1AA")
    an_organisation("RX2", "Southmere NHS Trust", closed_on=today(), successor=northvale)
    OrganisationName.objects.create(organisation=northvale, name="Tyne PCT", until=today())


def found(text):
    return [one.code for one in organisations_matching(text)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("northvale", ["RX4", "RX1"]),
        ("NORTHVALE NHS TRUST", ["RX4", "RX1"]),
        ("the northvale nhs foundation trust", ["RX4", "RX1"]),
        ("mary northvale", ["RX1"]),
        ("St Mary’s", ["RX1"]),
        ("st. marys", ["RX1"]),
        ("northv mar", ["RX1"]),
        ("oneill", ["RX3"]),
        ("O'Neill", ["RX3"]),
        ("newcastle upon tyne", ["RX1"]),
        ("tyne pct", ["RX1"]),
        ("northvale newcastle", ["RX1"]),
        ("NE1 4LP", ["RX1"]),
        ("ne14lp", ["RX1"]),
        ("rx4", ["RX4"]),
        (" R X 4 ", ["RX4"]),
        ("southmere", ["RX3", "RX2"]),
        ("nhs foundation", ["RX1"]),
        ("orthvale", []),
        ("zz", []),
        ("", []),
        (" ’ ", []),
        ("%", []),
        ("_", []),
        ("\x00northvale mary", ["RX1"]),
        ("x" * 5000, []),
    ],
)
def test_what_people_type_finds_it(register, text, codes):
    assert found(text) == codes


def test_a_code_comes_first_even_when_it_is_a_word_of_a_name():
    an_organisation("RX1", "Mill NHS Trust")
    an_organisation("MILL", "Zeal NHS Trust")
    assert found("mill") == ["MILL", "RX1"]


def test_a_name_that_begins_so_comes_before_one_that_has_it_inside():
    an_organisation("RX1", "East Mill NHS Trust")
    an_organisation("RX2", "Mill Valley NHS Trust")
    assert found("mill") == ["RX2", "RX1"]


def test_namesakes_are_told_apart_by_where_they_are(register):
    places = [place_of(one) for one in organisations_matching("northvale")]
    assert places == ["SM1 1AA", "Newcastle-upon-Tyne, Tyne and Wear, NE1 4LP"]


def test_of_fifty_like_names_twenty_are_shown_and_the_town_finds_the_one():
    for number in range(50):
        town = "Millbrook" if number == 37 else f"Town{number}"
        an_organisation(f"Q{number:03}", "Saint Mary NHS Trust", address=f"1 High Street, {town}")
    offer = offer_for(a_nurse(), text="saint mary", code="")
    assert (len(offer.organisations), offer.is_cut) == (MOST, True)
    offer = offer_for(a_nurse("b@nhs.net"), text="millbrook mary", code="")
    assert ([one.code for one in offer.organisations], offer.is_cut) == (["Q037"], False)
    assert offer.chosen == offer.organisations[0]


def test_a_closed_one_leads_to_what_took_over(register):
    offer = offer_for(a_nurse(), text="rx2", code="")
    assert [one.code for one in offer.organisations] == ["RX1"]
    assert [(one.code, heir.code) for one, heir in offer.gone] == [("RX2", "RX1")]


def test_a_circle_of_successors_ends():
    first = an_organisation("RX1", closed_on=today())
    second = an_organisation("RX2", "Southmere", closed_on=today(), successor=first)
    first.successor = second
    first.save()
    assert successor_of(first) is None


def test_what_is_known_of_a_person_is_offered_first():
    northvale, southmere = an_organisation(), an_organisation("RX2", "Southmere NHS Trust")
    a_domain(northvale)
    sam = a_nurse("sam@northvale.nhs.uk")
    a_role(sam, southmere)
    offer = offer_for(sam, text="", code="")
    assert (offer.organisations, offer.chosen) == ((northvale,), northvale)


def test_a_role_is_the_next_best_and_several_are_not_chosen_among():
    northvale, southmere = an_organisation(), an_organisation("RX2", "Southmere NHS Trust")
    sam = a_nurse()
    a_role(sam, southmere)
    assert offer_for(sam, text="", code="").chosen == southmere
    a_role(sam, northvale)
    offer = offer_for(sam, text="", code="")
    assert (set(offer.organisations), offer.chosen) == ({northvale, southmere}, None)


def test_after_a_merger_the_successor_is_chosen_beforehand():
    northvale, heir = an_organisation(), an_organisation("RX3", "Mill Valley NHS Trust")
    sam = a_nurse()
    asks(sam, northvale)
    northvale.closed_on, northvale.successor = today(), heir
    northvale.save()
    offer = offer_for(sam, text="", code="")
    assert (offer.organisations, offer.chosen) == ((heir,), heir)


def test_nothing_known_offers_nothing():
    an_organisation()
    assert offer_for(a_nurse(), text="", code="").organisations == ()


def test_an_organisation_that_was_sent_is_offered_whatever_is_found(register):
    offer = offer_for(a_nurse(), text="oneill", code="RX4")
    assert [one.code for one in offer.organisations] == ["RX3", "RX4"]
    for nonsense in ("", "\x00", "RX 4", "x" * 5000):
        assert len(offer_for(a_nurse(f"{len(nonsense)}@nhs.net"), text="", code=nonsense).gone) == 0


def test_the_real_register_is_found_by_name_town_and_code():
    if not REAL.exists():
        pytest.skip("The public register is not beside the project (shared/data/ods/etr.csv).")
    services.import_organisations(by=None, entries=read_register(REAL.read_bytes())[0])
    assert found("solent") == ["R1C"]
    assert found("shropshire community")[0] == "R1D"
    assert found("r1a")[0] == "R1A"
    assert "R1A" in found("worcester health care")
