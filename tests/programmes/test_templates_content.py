"""What the templates we start with hold: times that add up, a sheet for everybody, plain words."""

import re

import pytest

from modules.models import Module
from productive_leader.core.models import AuditEvent
from programmes.enums import Audience, Level
from programmes.models import ProgrammeTemplate, TemplateItem, TemplateVersion
from programmes.queries.contents import Contents, contents_of
from programmes.queries.template_checks import problems_of
from programmes.queries.templates import latest_version, offered_templates
from programmes.services.template_fixture import CONTENT, starting_templates
from programmes.services.templates import install_templates
from tests.factories.modules import a_collection

STANDARD, SHORT, STRENGTHENING = SLUGS = (
    "productive-leader-standard",
    "productive-leader-short",
    "strengthening-leadership",
)
FOREIGN = r"\b(users?|submit\w*|lean|waste\w*|value-add\w*|utili[sz]\w*|resources?)\b"


def starting(slug: str) -> Contents:
    return next(contents for one, contents, _ in starting_templates() if one == slug)


def test_there_are_three_templates():
    assert [slug for slug, _, _ in starting_templates()] == list(SLUGS)


@pytest.mark.parametrize(
    ("slug", "weeks", "minutes"),
    [
        (STANDARD, [0, 2, 4, 6, 8, 10, 12, 16], [90, 120, 120, 120, 120, 120, 90, 90]),
        (SHORT, [0, 2, 3, 4, 6, 8], [90, 120, 120, 120, 120, 90]),
        (STRENGTHENING, [0, 4, 8], [90, 90, 90]),
    ],
)
def test_the_sessions_come_in_their_weeks(slug, weeks, minutes):
    sessions = starting(slug).sessions
    assert [session.week for session in sessions] == weeks
    assert [session.minutes for session in sessions] == minutes


@pytest.mark.parametrize(("slug", "minutes"), [(STANDARD, 870), (SHORT, 660), (STRENGTHENING, 270)])
def test_the_sessions_take_as_long_as_we_say(slug, minutes):
    assert starting(slug).minutes == minutes


@pytest.mark.parametrize("slug", SLUGS)
def test_every_template_could_be_published_as_it_is(slug):
    contents = starting(slug)
    assert problems_of(contents) == []
    assert [session.name for session in contents.sessions if not session.adds_up] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_every_session_says_how_it_is_run(slug):
    """Something to bring, something to take home, the five steps and a close, each explained."""
    for session in starting(slug).sessions:
        assert all((session.before, session.output)), session.name
        assert len(session.agenda) == 6, session.name
        assert session.agenda[0].title == "Look at our measures"
        assert session.agenda[-1].title == "Close and one-minute pulse"
        assert [line.title for line in session.agenda if len(line.note) < 60] == []


def test_the_team_chooses_the_middle_of_the_standard_template():
    optional = [
        number
        for number, session in enumerate(starting(STANDARD).sessions, start=1)
        if session.is_optional
    ]
    assert optional == [4, 5, 6, 7]
    assert [session for session in starting(SHORT).sessions if session.is_optional] == []
    assert [one.is_optional for one in starting(STRENGTHENING).sessions] == [True] * 3


@pytest.mark.parametrize("slug", [STANDARD, SHORT])
def test_the_sponsor_comes_to_the_last_session(slug):
    sessions = starting(slug).sessions
    assert sessions[-1].audience == Audience.SPONSOR_TOO
    assert {session.audience for session in sessions[:-1]} == {Audience.EVERYBODY}


def test_the_standard_template_has_its_moments_between_the_sessions():
    assert [(one.week, one.minutes, one.name) for one in starting(STANDARD).moments] == [
        (0, 40, "Baseline week"),
        (9, 15, "Mid-point check"),
        (13, 40, "Repeat week"),
        (26, 30, "Sustaining check, half a year on"),
        (52, 30, "Sustaining check, a year on"),
    ]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_level_has_its_sheet(slug):
    sheets = starting(slug).sheets
    assert [sheet.level for sheet in sheets] == list(Level)
    assert [sheet.level for sheet in sheets if len(sheet.text.splitlines()) < 3] == []


def test_the_sheets_say_the_time_beside_the_sessions():
    minutes = {sheet.level: sheet.minutes for sheet in starting(STANDARD).sheets}
    assert 150 <= minutes["leader"] <= minutes["pa"] <= 180
    assert minutes["facilitator"] + 870 == 16 * 4 * 60  # four hours a week, sessions included
    short = {sheet.level: sheet.minutes for sheet in starting(SHORT).sheets}
    assert short["facilitator"] + 660 == 8 * 4 * 60


def test_the_words_are_ours_and_plain():
    text = CONTENT.read_text(encoding="utf-8")
    assert re.findall(FOREIGN, text, re.IGNORECASE) == []
    assert re.findall(r"NHS|Institute|©|registered", text) == []


@pytest.mark.django_db
def test_the_templates_are_installed_as_they_are_written():
    collection = a_collection()
    slugs = {one.module for _, contents, _ in starting_templates() for one in contents.sessions}
    assert len(slugs) == 11
    for slug in slugs:
        Module.objects.create(slug=slug, name=slug, collection=collection)
    install_templates()
    for slug, contents, notes in starting_templates():
        version = latest_version(ProgrammeTemplate.objects.get(slug=slug))
        assert contents_of(version) == contents
        assert (version.number, version.notes, version.published_by) == (1, notes, None)
    assert [template.slug for template in offered_templates()] == [STRENGTHENING, SHORT, STANDARD]


@pytest.mark.django_db
def test_installing_again_leaves_what_is_there_alone():
    install_templates()
    TemplateItem.objects.all().delete()
    ProgrammeTemplate.objects.filter(slug=STANDARD).update(name="Ours")
    ProgrammeTemplate.objects.filter(slug=SHORT).delete()
    install_templates()
    assert ProgrammeTemplate.objects.get(slug=STANDARD).name == "Ours"
    assert TemplateVersion.objects.count() == 3
    written = TemplateItem.objects.values_list("session__version__template__slug", flat=True)
    assert set(written) == {SHORT}
    assert AuditEvent.objects.filter(action="template.installed").count() == 4
