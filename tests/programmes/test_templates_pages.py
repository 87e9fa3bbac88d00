"""The administrator's pages: what they show, what they keep, what they say of what is wrong."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from accounts.enums import RoleKind
from accounts.models import Person
from programmes.forms.agendas import AgendaField, MomentsField
from programmes.forms.drafts import DraftEditor
from programmes.forms.templates import HeadForm, NewTemplateForm, PublishForm, SessionForm
from programmes.models import ProgrammeTemplate
from programmes.queries.contents import AgendaLine, Contents, PlannedMoment
from programmes.queries.templates import draft_in, latest_version, standing_contents
from programmes.services import templates as services
from tests.factories.accounts import a_person, a_role
from tests.factories.programmes import make_programme
from tests.factories.sessions import a_template

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana(client: Client) -> Person:
    """The catalogue administrator, signed in."""
    dana = an_administrator("Dana Reid")
    client.force_login(dana)
    return dana


def an_administrator(name: str) -> Person:
    person = a_person(name)
    a_role(person, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    return person


@pytest.fixture
def template() -> ProgrammeTemplate:
    return a_template().template


def address(template: ProgrammeTemplate, rest: str = "") -> str:
    return f"/office/templates/{template.slug}/{rest}"


def filled_in(template: ProgrammeTemplate, **changes: str) -> dict[str, str]:
    """What a browser sends of the editor's page, with some of it changed."""
    editor = DraftEditor(standing_contents(template), None)
    sent = {}
    for form in (editor.head, editor.sessions.management_form, *editor.sessions, *editor.sheets):
        for field in form:
            value = field.value()
            sent[field.html_name] = "" if value is None or value is False else str(value)
    return sent | changes


def sentences(answer) -> list[str]:
    """The lines of the error summary."""
    summary = answer.text.split('role="alert"')[1].split("</ul>")[0]
    lines = re.findall(r"<li>(.*?)</li>", summary, re.DOTALL)
    return [unescape(re.sub(r"<[^>]*>", "", line)) for line in lines]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(
    client, dana, number, django_assert_num_queries
):
    for _ in range(number):
        programme = make_programme()
        programme.template_version = a_template()
        programme.save()
    client.get("/office/templates/")
    with django_assert_num_queries(6):
        page = client.get("/office/templates/").text
    assert page.count(">Offered<") == number


@pytest.mark.parametrize("number", [1, 3])
def test_a_template_takes_as_many_queries_for_one_session_as_for_three(
    client, dana, number, django_assert_num_queries
):
    template = a_template(weeks=tuple(range(number))).template
    client.get(address(template))
    with django_assert_num_queries(10):
        page = client.get(address(template)).text
    assert page.count("How it is run") == number
    with django_assert_num_queries(13):
        client.get(address(template, "draft/"))


def test_a_template_shows_its_latest_version_and_the_earlier_ones(client, dana, template):
    posted = filled_in(template, **{"sessions-0-name": "Beginning"})
    assert client.post(address(template, "draft/"), posted).status_code == 302
    seen = standing_contents(template).fingerprint
    answer = client.post(address(template, "publish/"), {"notes": "Begins better.", "seen": seen})
    assert answer["Location"] == address(template)
    page = client.get(address(template)).text
    assert ("1. Beginning" in page, "Begins better." in page) == (True, True)
    assert "1. Topic 1" in client.get(address(template, "?version=1")).text
    assert client.get(address(template, "?version=3")).status_code == 404
    assert client.get(address(template, "?version=draft")).status_code == 404


def test_a_get_of_the_editor_makes_no_draft(client, dana, template):
    assert client.get(address(template, "draft/")).status_code == 200
    assert client.get(address(template, "publish/")).status_code == 302
    assert draft_in(template) is None


def test_a_draft_is_kept_as_typed(client, dana, template):
    changes = {
        "name": " Standard, mended ",
        "moments": "13 40 Repeat week\n0 40 Baseline week | Five days",
        "sessions-1-agenda": "15 Look | At the picture.\r\n\r\n45 min Agree",
        "sessions-1-before": "One thing\r\n\r\n Another thing ",
        "sessions-2-is_optional": "on",
        "sheet-board-text": "",
        "sheet-board-summary": "",
        "sheet-board-minutes": "",
    }
    answer = client.post(address(template, "draft/"), filled_in(template, **changes))
    assert answer["Location"] == address(template, "draft/")
    kept = standing_contents(template)
    assert kept.name == "Standard, mended"
    assert kept.moments == (
        PlannedMoment(0, 40, "Baseline week", "Five days"),
        PlannedMoment(13, 40, "Repeat week"),
    )
    second, third = kept.sessions[1:]
    assert second.agenda == (AgendaLine(15, "Look", "At the picture."), AgendaLine(45, "Agree"))
    assert (second.before, third.is_optional) == ("One thing\nAnother thing", True)
    assert [sheet.level for sheet in kept.sheets][:2] == ["chief_executive", "sponsor"]
    page = client.get(address(template, "draft/"), follow=True).text
    assert "The draft is saved. One thing is still in the way of publishing it." in page
    assert "The role sheet “Board” says nothing yet. Write what is asked of it." in page


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Give the template a name."),
        ("sessions-1-name", "", "Session 2: give it a name."),
        (
            "sessions-1-week",
            "soon",
            "Session 2, week: type a whole number from 0 to 104.",
        ),
        (
            "sessions-1-minutes",
            "9",
            "Session 2, minutes: type a whole number from 10 to 480.",
        ),
        ("sessions-1-audience", "visitors", "Session 2: choose who it is for."),
        (
            "sessions-1-agenda",
            "20 Look\nReflect",
            (
                "Session 2, agenda, line 2: “Reflect” does not begin with its minutes. "
                "Write it like “20 Look at our measures | a note”."
            ),
        ),
        (
            "sessions-1-agenda",
            "0 Look",
            "Session 2, agenda, line 1: the minutes go from 1 to 480; this says 0.",
        ),
        (
            "sessions-1-agenda",
            "20 | Look",
            "Session 2, agenda, line 1: there is a number but no title after it.",
        ),
        (
            "sessions-1-agenda",
            f"20 {'x' * 121}",
            "Session 2, agenda, line 1: the title has 121 characters, 120 are the most.",
        ),
        (
            "moments",
            "Baseline week",
            (
                "Between the sessions, line 1: “Baseline week” does not begin with its week and "
                "its minutes. Write it like “9 15 Mid-point check | a log of two days”."
            ),
        ),
        (
            "moments",
            "999 40 Baseline week",
            "Between the sessions, line 1: the week goes from 0 to 104; this says 999.",
        ),
        ("sheet-pa-text", "", "Role sheet PA: this part is still empty."),
        (
            "sheet-pa-minutes",
            "-1",
            "Role sheet PA, minutes: type a whole number from 0 to 99,999.",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_nothing_typed_is_lost(
    client, dana, template, field, typed, sentence
):
    posted = filled_in(template, **{"sessions-2-name": "Typed and not lost", field: typed})
    answer = client.post(address(template, "draft/"), posted)
    assert (answer.status_code, sentences(answer)) == (422, [sentence])
    assert "<title>Error: Draft" in answer.text
    assert "Typed and not lost" in answer.text
    assert draft_in(template) is None


def names(answer) -> list[str]:
    """The sessions of the editor in their order; those that go are in brackets."""
    page = unescape(answer.text)
    shown = re.findall(r'name="sessions-(\d+)-name" value="([^"]*)"', page)
    gone = re.findall(r'name="sessions-(\d+)-DELETE" value="True"', page)
    return [f"({name})" if index in gone else name for index, name in shown]


@pytest.mark.parametrize(
    ("press", "expected"),
    [
        ({"up": "2"}, ["Topic 2", "Topic 1", "Topic 3"]),
        ({"down": "2"}, ["Topic 1", "Topic 3", "Topic 2"]),
        ({"up": "1"}, ["Topic 1", "Topic 2", "Topic 3"]),
        ({"remove": "2"}, ["Topic 1", "(Topic 2)", "Topic 3"]),
        ({"up": "9"}, ["Topic 1", "Topic 2", "Topic 3"]),
        ({"remove": "²"}, ["Topic 1", "Topic 2", "Topic 3"]),
        ({"down": "9" * 400}, ["Topic 1", "Topic 2", "Topic 3"]),
        ({"sessions-1-DELETE": "True", "put_back": "2"}, ["Topic 1", "Topic 2", "Topic 3"]),
    ],
)
def test_a_press_rearranges_the_page_and_saves_nothing(client, dana, template, press, expected):
    posted = filled_in(template, summary="Typed and not lost", **press)
    answer = client.post(address(template, "draft/"), posted)
    assert (answer.status_code, names(answer)) == (200, expected)
    assert "Typed and not lost" in answer.text
    assert draft_in(template) is None


def test_a_session_is_added_with_the_pattern_of_an_agenda(client, dana, template):
    posted = filled_in(template, add="session", **{"sessions-2-minutes": "many"})
    page = client.post(address(template, "draft/"), posted).text
    assert 'name="sessions-3-week" value="6"' in page
    assert "10 Close and one-minute pulse" in page
    assert 'value="many"' in page
    empty = services.add_template(by=dana, name="Empty", summary="A.")
    page = client.post(address(empty, "draft/"), filled_in(empty, add="session")).text
    assert 'name="sessions-0-week" value="0"' in page


def test_a_removed_session_goes_with_the_save(client, dana, template):
    gone = {"sessions-1-DELETE": "True", "sessions-1-name": ""}
    assert client.post(address(template, "draft/"), filled_in(template, **gone)).status_code == 302
    assert [one.name for one in standing_contents(template).sessions] == ["Topic 1", "Topic 3"]


def test_the_second_of_two_administrators_is_told_and_loses_nothing(client, dana, template):
    theirs = Client()
    theirs.force_login(an_administrator("Erin Cole"))
    mine = filled_in(template, **{"sessions-0-name": "Dana’s session"})
    theirs.post(
        address(template, "draft/"), filled_in(template, **{"sessions-0-name": "Erin’s session"})
    )
    answer = client.post(address(template, "draft/"), mine)
    assert answer.status_code == 409
    assert sentences(answer) == [
        (
            "Somebody saved this draft while you were writing. What they kept stands under “What "
            "is kept now”. Press “Save the draft” again to keep yours instead, or leave this page "
            "to keep theirs."
        )
    ]
    assert "Session “Erin’s session”: removed" in answer.text
    assert "Dana’s session" in answer.text
    assert standing_contents(template).sessions[0].name == "Erin’s session"
    seen = re.search(r'name="seen" value="(\w+)"', answer.text)
    assert seen
    assert client.post(address(template, "draft/"), mine | {"seen": seen[1]}).status_code == 302
    assert standing_contents(template).sessions[0].name == "Dana’s session"


def test_what_was_typed_when_signed_out_waits_for_the_sign_in(client, template):
    posted = filled_in(template, summary="Typed and not lost")
    assert client.post(address(template, "draft/"), posted).status_code == 302
    client.force_login(an_administrator("Dana Reid"))
    page = client.get(address(template, "draft/")).text
    assert "Typed and not lost" in page
    assert "Press “Save the draft”." in page


def test_publishing_says_what_it_changes_and_what_is_in_the_way(client, dana, template):
    client.post(address(template, "draft/"), filled_in(template, **{"sessions-1-minutes": "75"}))
    preview = client.get(address(template, "?version=draft")).text
    assert ("The agenda adds up to 1 h." in preview, "Not published" in preview) == (True, False)
    page = client.get(address(template, "publish/")).text
    assert "Session “Topic 2”: minutes" in page
    assert "The agenda of “Topic 2” adds up to 1 h, but the session takes 1 h 15 min." in page
    assert "Publish as version 2" not in page
    seen = standing_contents(template).fingerprint
    answer = client.post(address(template, "publish/"), {"notes": "A", "seen": seen})
    assert (answer.status_code, latest_version(template).number) == (422, 1)


def test_publishing_asks_for_notes_and_for_the_draft_as_it_is_now(client, dana, template):
    client.post(address(template, "draft/"), filled_in(template, **{"sessions-1-name": "Talking"}))
    seen = standing_contents(template).fingerprint
    answer = client.post(address(template, "publish/"), {"notes": "", "seen": seen})
    assert sentences(answer) == ["Say in a line what is new in this version"]
    stale = {"notes": "Kept words", "seen": "0" * 64}
    answer = client.post(address(template, "publish/"), stale)
    assert sentences(answer) == [
        "Somebody changed this draft meanwhile. Look at what it changes now, then publish it."
    ]
    assert ("Kept words" in answer.text, f'value="{seen}"' in answer.text) == (True, True)
    assert latest_version(template).number == 1


def test_a_template_is_added_like_another_and_not_twice_under_one_name(client, dana, template):
    form = {"name": "For wards", "summary": "A start.", "like": str(template.pk)}
    answer = client.post("/office/templates/new/", form)
    assert answer["Location"] == "/office/templates/for-wards/draft/"
    made = ProgrammeTemplate.objects.get(slug="for-wards")
    assert standing_contents(made).sessions == standing_contents(template).sessions
    answer = client.post("/office/templates/new/", form)
    assert sentences(answer) == ["There is a template called “For wards” already."]
    assert (answer.status_code, "A start." in answer.text) == (422, True)
    assert "Not published" in client.get(address(made)).text


def test_an_empty_draft_can_be_looked_at(client, dana):
    empty = services.add_template(by=dana, name="Empty", summary="A.")
    assert "Nothing in it yet" in client.get(address(empty)).text
    assert "There is no session yet." in client.get(address(empty, "publish/")).text
    assert client.post(address(empty, "draft/"), filled_in(empty)).status_code == 302
    assert standing_contents(empty) == Contents("Empty", "A.")


def test_a_template_is_offered_no_longer_and_again(client, dana, template):
    page = client.post(address(template, "retire/"), follow=True).text
    assert ("Not offered" in page, "Offer it again" in page) == (True, True)
    page = client.post(address(template, "offer/"), follow=True).text
    assert "It is offered to new programmes again." in page


def test_the_templates_are_part_of_the_office(client, dana):
    page = client.get("/office/templates/").text
    assert '<a class="app-nav__link" href="/office/" aria-current="page">' in page


@pytest.mark.parametrize("lost", ["sessions-TOTAL_FORMS", "seen"])
def test_a_page_with_a_part_missing_says_so(client, dana, template, lost):
    posted = filled_in(template)
    del posted[lost]
    answer = client.post(address(template, "draft/"), posted)
    assert answer.status_code == 422
    assert sentences(answer) == [
        "Part of this page is missing. Load it again, then type your changes once more."
    ]


@pytest.mark.parametrize("form", [HeadForm, PublishForm])
def test_no_field_speaks_in_the_words_of_the_framework(form):
    stock = "This field is required."
    wanting = [one for one in form().fields.values() if one.required]
    assert [one for one in wanting if one.error_messages["required"] == stock] == []


def test_a_new_template_and_a_session_do_neither():
    stock = "This field is required."
    for form in (
        NewTemplateForm(templates=ProgrammeTemplate.objects.all()),
        SessionForm(number=1, modules=[]),
    ):
        wanting = [one for one in form.fields.values() if one.required]
        assert [one for one in wanting if one.error_messages["required"] == stock] == []


def test_an_agenda_is_typed_as_it_is_shown():
    lines = (AgendaLine(20, "Look", "A | b"), AgendaLine(5, "Close"))
    field = AgendaField()
    assert field.clean(field.prepare_value(lines)) == lines
    moments = (PlannedMoment(0, 40, "Log", "Five days"), PlannedMoment(9, 0, "Rest"))
    between = MomentsField(where="Between", longest=100)
    assert between.clean(between.prepare_value(moments)) == moments


def test_whoever_set_the_service_up_finds_the_templates_too(client, template):
    client.force_login(a_person("Set Up", is_superuser=True))
    assert 'href="/office/" aria-current' in client.get("/office/templates/").text
