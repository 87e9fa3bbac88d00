"""A finished result: its figures as they were on their day, and its PDF."""

import io

import pytest
from pypdf import PdfReader

from assessments import services
from assessments.queries.results import logs_to_compare, version_now
from assessments.reports import Figures, pdf_html, present
from tests.assessments.scenes import AFTER, BEFORE, RELEASED, a_scene
from tests.factories import assessments as make
from tests.support.pdf import structure

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(two_weeks):
    return two_weeks


def test_figures_read_back_equal_and_name_the_data_they_are_of(scene, finished):
    figures = Figures.from_json(finished.figures)
    assert Figures.from_json(figures.to_json()) == figures
    assert figures.version == version_now(logs_to_compare(scene.team, "leader", scene.alice))
    assert figures.weeks_per_year == 44


def test_figures_stay_when_the_weeks_change(scene, finished):
    log = make.a_log(scene.repeat, scene.alice)
    services.reopen_log(by=scene.alice, log_id=log.pk, reason="All wrong")
    make.a_logged_day(log, make.REPEAT_MONDAY, BEFORE)
    finished.refresh_from_db()
    assert Figures.from_json(finished.figures).result.released_minutes == RELEASED


def test_the_pdf_is_tagged_titled_and_in_english(finished):
    pdf = bytes(finished.pdf)
    tags = {str(element["/S"]) for element in structure(pdf)}
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/P"} <= tags
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.metadata.title == "Result of Dr Alice Ahmed"


def test_the_picture_of_page_and_pdf_is_the_same(finished):
    shown = present(finished)
    assert "“Waiting, looking for things, doing again” fell most" not in pdf_html(shown)
    assert shown.chart.title == "“Visiting services and staff” grew most: from 0 min to 10 h a week"
    assert shown.chart.title in pdf_html(shown)


def test_more_time_taken_up_is_said_as_plainly(db):
    scene = a_scene(locked=False)
    make.a_locked_week(make.a_log(scene.baseline, scene.alice), AFTER)
    make.a_locked_week(make.a_log(scene.repeat, scene.alice), BEFORE)
    shown = present(scene.result())
    assert shown.headline == (
        "About 10 hours a week more taken up than before, from two full weeks, good evidence."
    )
    assert shown.year == (
        "Over a year that would be about 440 h more taken up: 10 h × 44 working weeks."
    )
