"""The three doors: for each reader whether they are open, why, and what to do next."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.enums import EligibilityState, EligibleRole, Evidence, RoleKind
from accounts.models import Organisation, Person
from modules import permissions
from modules.models import Module, Version
from modules.queries import doors
from modules.queries.doors import Door, doors_for, opens_box_sets
from productive_leader.core.dates import format_date, today
from tests.factories.accounts import a_person, a_role, an_organisation
from tests.factories.modules import a_module, a_version, an_eligibility

pytestmark = pytest.mark.django_db
IN_A_YEAR = format_date(today() + timedelta(days=365))
SAY_WHERE = "Say where you work"


@pytest.fixture
def ruth() -> Person:
    return a_person("Ruth Nurse")


@pytest.fixture
def here() -> Organisation:
    return an_organisation()


@pytest.fixture
def module() -> Module:
    return a_module()


def download_of(person: Person | None, module: Module | None) -> tuple[str, str, str, str]:
    """State, reason, the words of the next step and where it leads."""
    door = doors_for(person, module).download
    return door.state, door.why, door.action, door.url


def asks(module: Module) -> str:
    return f"/account/eligibility/?next=%2Fmodules%2F{module.slug}%2F"


def test_signed_out_one_signs_in_first_and_comes_back(module: Module):
    assert download_of(None, module) == (
        "Sign in first",
        "Sign in and say where you work, once. After that every module is open to you.",
        "Sign in",
        f"/account/login/?next=%2Fmodules%2F{module.slug}%2F",
    )


def test_somebody_unknown_says_where_they_work(ruth: Person, module: Module):
    assert download_of(ruth, module) == (
        "Not open to you yet",
        "Say where you work, once. With an address of your own organisation it opens at once.",
        SAY_WHERE,
        asks(module),
    )


def test_somebody_who_waits_reads_since_when_and_who_decides(ruth, here, module: Module):
    an_eligibility(ruth, here, state=EligibilityState.ASKED)
    asked_today = f"You asked on {format_date(today())}."
    assert download_of(ruth, module) == (
        "Waiting for a decision",
        f"{asked_today} An administrator of this service decides, and we write to you.",
        "See what you asked",
        asks(module),
    )
    a_role(a_person("Bob Lane"), here, RoleKind.FACILITATOR)
    assert "The facilitator of Northvale NHS Trust decides" in download_of(ruth, module)[1]


def test_somebody_refused_reads_the_reason_and_what_they_can_do(ruth, here, module: Module):
    refused = {"evidence": "", "valid_until": None, "reason": "Nobody here knows the name"}
    an_eligibility(ruth, here, state=EligibilityState.REFUSED, **refused)
    assert download_of(ruth, module) == (
        "Not open to you",
        "Nobody here knows the name. You can ask again and say more, or write to us.",
        "Ask again",
        asks(module),
    )


def test_somebody_whose_eligibility_lapsed_reads_why(ruth, here, module: Module):
    an_eligibility(ruth, here, state=EligibilityState.LAPSED, reason="Your role there has ended.")
    assert download_of(ruth, module) == (
        "No longer open to you",
        "Your role there has ended. Say again where you work.",
        SAY_WHERE,
        asks(module),
    )


def test_what_has_changed_counts_before_the_night_that_lapses_it(ruth, here, module: Module):
    an_eligibility(ruth, here)
    ruth.email = "ruth@elsewhere.example"
    ruth.save()
    state, why, *_ = download_of(ruth, module)
    assert state == "No longer open to you"
    assert why == "You sign in with another e-mail address now. Say again where you work."


def test_after_its_time_it_is_open_no_longer(ruth, here, module: Module):
    yesterday = today() - timedelta(days=1)
    an_eligibility(ruth, here, valid_until=yesterday)
    state, why, *_ = download_of(ruth, module)
    assert state == "No longer open to you"
    assert why == f"It was given until {format_date(yesterday)}. Say again where you work."


def test_a_question_taken_back_was_never_asked(ruth, here, module: Module):
    an_eligibility(ruth, here, state=EligibilityState.ASKED, ended_at=timezone.now())
    assert download_of(ruth, module)[0] == "Not open to you yet"


@pytest.mark.parametrize(
    ("evidence", "because"),
    [
        (Evidence.DOMAIN, "your address belongs to Northvale NHS Trust"),
        (Evidence.ROLE, "you have a role at Northvale NHS Trust"),
        (Evidence.PERSON, "somebody looked and agreed that you work at Northvale NHS Trust"),
    ],
)
def test_somebody_eligible_reads_until_when_and_what_it_rests_on(
    ruth, here, module: Module, evidence: Evidence, because: str
):
    here.domains.create(domain="northvale.example")
    a_role(ruth, here, RoleKind.STAFF)
    an_eligibility(ruth, here, evidence=evidence)
    door = doors_for(ruth, module).download
    assert (door.state, door.why) == ("Open to you", f"Until {IN_A_YEAR}, because {because}.")
    assert (door.action, door.url, door.number) == ("Download everything", "", 1)


def test_an_older_version_is_downloaded_as_itself(ruth, here, module: Module):
    an_eligibility(ruth, here)
    first = module.published
    a_version(module)
    door = doors_for(ruth, module, first).download
    assert (door.action, door.number) == ("Download version 1", 1)


def test_an_administrator_has_everything(ruth, module: Module):
    a_role(ruth, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    assert doors_for(ruth, module).download.why == (
        "You look after the catalogue, so everything in it is open to you."
    )
    assert doors_for(ruth, module).download.number == 1


@pytest.fixture
def in_a_programme(monkeypatch):
    """Makes a person take part in a programme that uses this version."""

    def join(person: Person, version: Version) -> None:
        def finder(asked: Person):
            chosen = Version.objects.filter(pk=version.pk)
            return chosen if asked == person else chosen.none()

        monkeypatch.setitem(permissions._finders, "here", finder)

    return join


def test_somebody_of_a_programme_has_its_version(ruth, module: Module, in_a_programme):
    in_a_programme(ruth, module.published)
    door = doors_for(ruth, module).download
    assert (door.state, door.why, door.number) == (
        "Open to you",
        "You take part in a programme that uses this module.",
        1,
    )


def test_on_a_newer_version_they_are_led_to_that_of_their_programme(
    ruth, module: Module, in_a_programme
):
    in_a_programme(ruth, module.published)
    a_version(module)
    assert download_of(ruth, module) == (
        "Open to you in another version",
        "Your programme uses version 1, so that everybody in it has the same papers.",
        "See version 1",
        f"/modules/{module.slug}/versions/1/",
    )


def test_other_modules_and_the_catalogue_as_a_whole_stay_closed_to_them(
    ruth, module: Module, in_a_programme
):
    in_a_programme(ruth, module.published)
    assert download_of(ruth, a_module("Email"))[0] == "Not open to you yet"
    assert download_of(ruth, None) == (
        "Open in part",
        "The modules of your programme are open to you. Say where you work to open the others.",
        SAY_WHERE,
        "/account/eligibility/?next=%2Fmodules%2F",
    )


def test_in_the_catalogue_as_a_whole_the_same_holds_for_every_module(ruth, here):
    assert download_of(None, None)[3] == "/account/login/?next=%2Fmodules%2F"
    assert download_of(ruth, None)[0] == "Not open to you yet"
    an_eligibility(ruth, here)
    assert download_of(ruth, None)[0] == "Open to you"
    assert doors_for(ruth, None).download.number is None


@pytest.fixture
def no_room_above(monkeypatch):
    """As if no room had opened the door to the box sets."""
    monkeypatch.setattr(doors, "_box_sets", {})


@pytest.mark.usefixtures("no_room_above")
def test_where_box_sets_cannot_be_ordered_the_door_says_whom_to_ask(ruth, here, module: Module):
    door = doors_for(None, module).order
    assert (door.state, door.why) == (
        "Not open yet",
        "Box sets are free, but cannot be ordered here yet. Ask us, and we tell you more.",
    )
    assert door.url == f"/contact/?topic=box_sets&module={module.slug}"
    an_eligibility(ruth, here, role=EligibleRole.EXECUTIVE_PA)
    assert doors_for(ruth, module).order.why.startswith("Your team at Northvale NHS Trust may")


@pytest.mark.usefixtures("no_room_above")
def test_a_room_above_can_open_the_door_to_box_sets(ruth, module: Module):
    open_door = Door(
        "Order the box set", "You", "Open to you", "green", "So it is.", "Order", "/x/"
    )

    @opens_box_sets
    def finder(person, module):
        return open_door if person == ruth else None

    assert doors_for(ruth, module).order == open_door
    assert doors_for(None, module).order.state == "Not open yet"


def test_the_door_to_us_is_open_to_everybody(ruth, here, module: Module):
    for person in (None, ruth):
        door = doors_for(person, module).contact
        assert (door.state, door.action) == ("Open to everybody", "Write to us")
        assert door.url == f"/contact/?topic=modules&module={module.slug}"
    assert "Scotland" in doors_for(ruth, module).contact.why
    an_eligibility(ruth, here)
    assert "Scotland" not in doors_for(ruth, module).contact.why


def test_signed_out_no_door_asks_the_database(module: Module, django_assert_num_queries):
    with django_assert_num_queries(0):
        doors_for(None, module)
