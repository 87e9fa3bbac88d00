import datetime as dt
import uuid
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Eligibility, Person
from modules.models import Module
from productive_leader.core.dates import format_date, today
from programmes.models import Pair, ProgrammeModule, Workshop
from programmes.services.workshops import Decided, record_decisions
from tests.factories.modules import a_module, a_version, an_eligibility
from tests.factories.programmes import (
    make_colleague,
    make_organisation,
    make_pair,
    make_team,
)
from tests.factories.workshops import (
    a_board_module,
    a_secretary,
    a_workshop,
    board_modules,
    printed,
)
from tests.programmes.workshops import TEXT, page_of, text
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db
NEW = "/workshops/new/"


@pytest.fixture
def pair() -> Pair:
    """Alice and Amir, to whom the catalogue is open."""
    pair: Pair = make_pair(make_team())
    for person in (pair.leader, pair.pa):
        an_eligibility(person, person.roles.get().organisation)
    return pair


@pytest.fixture
def workshop(pair: Pair) -> Workshop:
    return printed(a_workshop(pair.pa, team=pair.team))


def said(*modules: Module, **more: object) -> dict[str, object]:
    return {
        "modules": [module.slug for module in modules],
        "form_key": str(uuid.uuid4()),
        "title": "",
        **more,
    }


def made(person: Person, *modules: Module, **more: object) -> Workshop:
    response = client_of(person).post(NEW, said(*modules, **more))
    assert response.status_code == 302, text(response)
    return Workshop.objects.get(pk=int(response.url.split("/")[2]))


def refusal(person: Person, *modules: Module, **more: object) -> str:
    response = client_of(person).post(NEW, said(*modules, **more))
    assert response.status_code == 422
    assert Workshop.objects.count() == 0
    return text(response)


# Putting one together


def test_the_page_opens_on_the_modules_for_boards():
    a_module("Email under control")
    one, two, three = board_modules()
    form = client_of(a_secretary()).get(NEW).context["form"]
    assert form["modules"].value() == [one.slug, two.slug, three.slug]
    assert form["title"].value() == (
        "Board workshop: Commitment and purpose, Conditions for new ideas and "
        "Accountability for adoption"
    )
    assert "team" not in form.fields


def test_it_opens_on_what_was_asked_for():
    one, two, _ = board_modules()
    client = client_of(a_secretary())
    form = client.get(NEW, {"modules": f"{two.slug},nothing-at-all"}).context["form"]
    assert form["modules"].value() == [two.slug]
    assert form["title"].value() == "Board workshop: Conditions for new ideas"
    assert client.get(NEW, {"modules": ",,"}).context["form"]["modules"].value()[0] == one.slug


def test_a_title_that_was_offered_follows_what_is_ticked():
    secretary, (one, two, three) = a_secretary(), board_modules()
    offered = "Board workshop: Commitment and purpose"
    follows = made(secretary, one, three, title=offered, suggested=offered)
    assert follows.title == (
        "Board workshop: Commitment and purpose and Accountability for adoption"
    )
    own = made(secretary, one, two, title="Our away day", suggested=offered)
    assert own.title == "Our away day"


def test_a_pack_has_day_time_and_team(pair: Pair):
    one = a_board_module()
    workshop = made(pair.leader, one, held_on="2026-03-03", starts_at="2:30pm", team=pair.team.pk)
    assert (workshop.held_on, workshop.starts_at, workshop.team, workshop.owner) == (
        dt.date(2026, 3, 3),
        dt.time(14, 30),
        pair.team,
        pair.leader,
    )
    page = text(client_of(pair.leader).get(page_of(workshop)))
    assert "Tuesday 3 March 2026, 2:30pm to 4pm · 1 h 30 min" in page


def test_from_the_page_of_a_programme_its_team_comes_along(pair: Pair):
    module = a_board_module()
    ProgrammeModule.objects.create(
        programme=pair.team.programme, module=module, version=module.published
    )
    a_version(module)
    client = client_of(pair.leader)
    assert client.get(NEW, {"team": pair.team.pk}).context["form"]["team"].value() == pair.team.pk
    other = make_pair(make_team())
    for strange in (other.team.pk, "9" * 40, "x", "²"):
        assert client.get(NEW, {"team": strange}).context["form"]["team"].value() is None


def test_what_is_wrong_says_so_and_what_was_typed_stays(pair: Pair):
    one = a_board_module()
    page = refusal(pair.leader, title="Our away day")
    assert "Tick at least one module." in page
    assert 'value="Our away day"' in page
    seven = [a_board_module(f"Module {number}") for number in range(7)]
    assert "A workshop has room for 6 modules; you ticked 7. Untick some." in refusal(
        pair.leader, *seven
    )
    page = refusal(pair.leader, one, title="x" * 121, held_on="1999-12-31", starts_at="soon")
    assert "Shorten the title to 120 characters; it has 121." in page
    assert "Check the year: 1999 cannot be meant." in page
    assert "Type the time it begins, for example 10:00." in page
    assert (
        f'value="{one.slug}" id="id_modules_0" aria-describedby="id_modules_0_about" checked'
        in page
    )
    assert "Choose one of the teams in the list." in refusal(pair.leader, one, team=2**40)
    assert "Load it again, then choose once more." in refusal(pair.leader, one, form_key="x")


def test_a_module_that_went_meanwhile_says_so():
    secretary, module = a_secretary(), a_board_module()
    Module.objects.update(withdrawn_at=timezone.now(), withdrawal_reason="Two tables were wrong.")
    assert (
        f"“Commitment and purpose” was withdrawn on {format_date(today())}: Two tables were wrong."
        in refusal(secretary, module)
    )
    response = client_of(secretary).post(NEW, said() | {"modules": ["not-there", "a b"]})
    assert response.status_code == 422
    assert "One of the modules is not in the catalogue any more. Choose again." in text(response)


def test_a_double_press_makes_one_pack():
    secretary, module = a_secretary(), a_board_module()
    twice, client = said(module), client_of(secretary)
    assert client.post(NEW, twice).url == client.post(NEW, twice).url
    assert Workshop.objects.count() == 1


def test_closed_modules_are_shown_with_the_way_to_them():
    module = a_board_module()
    organisation = make_organisation()
    client = client_of(make_colleague("Sam Wood", organisation))
    page = text(client.get(NEW))
    assert "Commitment and purpose</a> is not open to you yet." in page
    assert 'href="/account/eligibility/' in page
    assert client.get(NEW).context["form"]["modules"].value() == []
    assert "“Commitment and purpose” is not open to you yet." in text(
        client.post(NEW, said(module))
    )


def test_whoever_says_where_they_work_comes_back_to_the_workshop():
    module, organisation = a_board_module(), make_organisation()
    sam = make_colleague("Sam Wood", organisation)
    asked = f"{NEW}?modules={module.slug}"
    page = text(client_of(sam).get(asked))
    assert f'href="/account/eligibility/?{urlencode({"next": asked})}"' in page


def test_with_no_board_module_open_what_is_open_lies_open(pair: Pair):
    Eligibility.objects.all().delete()
    a_board_module()
    module = a_module("Email under control")
    ProgrammeModule.objects.create(
        programme=pair.team.programme, module=module, version=module.published
    )
    form = client_of(pair.leader).get(NEW).context["form"]
    assert [(group.for_boards, is_open) for group, _, is_open in form.ticks()] == [
        (True, True),
        (False, True),
    ]


def test_an_empty_catalogue_is_no_dead_end():
    page = text(client_of(a_secretary()).get(NEW))
    assert "There are no modules yet" in page
    assert 'href="/contact/"' in page


def test_what_a_signed_out_person_chose_waits_for_them():
    secretary, module = a_secretary(), a_board_module()
    client = Client()
    assert client.post(NEW, said(module, title="Our away day")).status_code == 302
    session = client.session["drafts"]
    signed_in = client_of(secretary)
    store = signed_in.session
    store["drafts"] = session
    store.save()
    page = text(signed_in.get(NEW))
    assert 'value="Our away day"' in page
    assert "Press “Make the pack”." in page


# The pack


def test_the_page_has_agenda_and_papers_of_every_module():
    secretary = a_secretary()
    workshop = a_workshop(secretary, board_modules())
    page = text(client_of(secretary).get(page_of(workshop)))
    assert "End, after 5 h 5 min" in page
    assert "That is a long day. Plan a meal as well, or hold it on two days." in page
    assert "Beforehand each person needs about 1 h 30 min." in page
    for anchor in ("agenda", "pre-read-1", "questions-2", "case-study-3", "evidence-1"):
        assert f'href="#{anchor}"' in page
        assert f'id="{anchor}"' in page
    assert page.count("Decision sheet<") == 3
    assert page.index("<h1") < page.index("<h2")


def test_a_newer_version_is_offered_and_used_by_one_press(workshop: Workshop, pair: Pair):
    version = workshop.modules.get().version
    a_version(version.module)
    client = client_of(pair.pa)
    page = text(client.get(page_of(workshop)))
    assert "Version 2 is out." in page
    assert "The worksheet is shorter." in page
    assert "Use the newer version" not in text(client_of(pair.leader).get(page_of(workshop)))
    page = text(client.post(page_of(workshop, "modules/"), {"newer": version.pk}, follow=True))
    assert "The pack has Commitment and purpose, version 2 now." in page
    assert "Version 2 is out." not in page


def test_a_module_withdrawn_since_says_so_on_the_pack(workshop: Workshop, pair: Pair):
    Module.objects.update(withdrawn_at=timezone.now(), withdrawal_reason="Two tables were wrong.")
    assert "Two tables were wrong." in text(client_of(pair.leader).get(page_of(workshop)))


def test_modules_are_put_in_another_order(pair: Pair):
    one, two, _ = board_modules()
    workshop = a_workshop(pair.pa, [one, two])
    client = client_of(pair.pa)
    client.post(page_of(workshop, "modules/"), {"up": two.published_id})
    order = [one.version.name for one in workshop.modules.order_by("position")]
    assert order == ["Conditions for new ideas", "Commitment and purpose"]
    for strange in ("", "x", "9" * 40):
        assert client.post(page_of(workshop, "modules/"), {"up": strange}).status_code == 302


def test_title_day_and_team_are_changed(workshop: Workshop, pair: Pair):
    client = client_of(pair.pa)
    form = client.get(page_of(workshop, "change/")).context["form"]
    assert form["team"].value() == pair.team.pk
    response = client.post(
        page_of(workshop, "change/"),
        {"title": "Spring", "held_on": "2/3/2027", "team": pair.team.pk},
    )
    assert response.url == page_of(workshop)
    workshop.refresh_from_db()
    assert (workshop.title, workshop.held_on) == ("Spring", dt.date(2027, 3, 2))
    response = client.post(page_of(workshop, "change/"), {"title": "x" * 121})
    assert response.status_code == 422
    assert "Shorten the title to 120 characters; it has 121." in text(response)
    far = {"held_on": f"{today().year + 4}-03-02", "title": "Spring"}
    assert "Check the year." in text(client.post(page_of(workshop, "change/"), far))
    assert client_of(pair.leader).get(page_of(workshop, "change/")).status_code == 404


def test_another_organisation_finds_nothing(workshop: Workshop):
    stranger = client_of(make_pair(make_team()).leader)
    for part in ("", "change/", "decisions/"):
        assert stranger.get(page_of(workshop, part)).status_code == 404
    for part in ("modules/", "team/", "decisions/", "change/"):
        assert stranger.post(page_of(workshop, part)).status_code == 404


# The list


def test_the_list_has_ones_own_and_those_of_ones_teams_newest_first(workshop: Workshop, pair: Pair):
    record_decisions(by=pair.pa, workshop=workshop, decided=[Decided(TEXT, pair.leader, today())])
    own = a_workshop(pair.leader, title="Alices own")
    page = text(client_of(pair.leader).get("/workshops/"))
    assert page.index(own.title) < page.index(workshop.title)
    assert "1 recorded, 1 still to do" in page
    assert "Nobody yet" in page
    amirs = text(client_of(pair.pa).get("/workshops/"))
    assert workshop.title in amirs
    assert own.title not in amirs


def test_an_empty_list_says_how_to_begin():
    page = text(client_of(a_secretary()).get("/workshops/"))
    assert "No workshop yet" in page
    assert 'href="/workshops/new/"' in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    pair: Pair, number: int, django_assert_num_queries
):
    modules = board_modules()
    for _ in range(number):
        workshop = a_workshop(pair.pa, modules[:number], team=pair.team)
        record_decisions(
            by=pair.pa, workshop=workshop, decided=[Decided(TEXT, pair.leader, today())]
        )
    client = client_of(pair.leader)
    client.get("/workshops/")
    with django_assert_num_queries(5):
        client.get("/workshops/")


@pytest.mark.parametrize("number", [1, 3])
def test_a_pack_takes_as_many_queries_for_three_modules_as_for_one(
    pair: Pair, number: int, django_assert_num_queries
):
    workshop = a_workshop(pair.pa, board_modules()[:number], team=pair.team)
    decided = [Decided(f"{TEXT} {one}", pair.leader, today()) for one in range(number)]
    record_decisions(by=pair.pa, workshop=workshop, decided=decided)
    client = client_of(pair.leader)
    client.get(page_of(workshop))
    with django_assert_num_queries(9):
        client.get(page_of(workshop))


@pytest.mark.parametrize("number", [1, 3])
def test_choosing_takes_as_many_queries_for_three_modules_as_for_one(
    number: int, django_assert_num_queries
):
    for place in range(number):
        a_board_module(f"Module {place}")
    client = client_of(a_secretary())
    client.get(NEW)
    with django_assert_num_queries(7):
        client.get(NEW)
