"""The table of a day over HTTP: what it keeps, and what it says of what was typed."""

import pytest
from django import forms

from assessments import services
from assessments.forms import BlockForm, DayForm, DiaryForm, GrantForm, ReopenForm, WindowForm
from tests.assessments.conftest import TUESDAY, block
from tests.assessments.presses import kept, row, table


def test_the_table_saves_rows_interruptions_and_done(client, scene):
    client.force_login(scene.alice)
    posted = table(0, row("08:00", "09:00"), row("09:00", "9:30", "planning"), done="on")
    answer = client.post(f"{scene.path}table/", posted | {"interruptions": "2"})
    assert answer.status_code == 302
    day = kept(scene)
    assert [(one["category"], one["source"]) for one in day["blocks"]] == [
        ("email", "typed"),
        ("planning", "typed"),
    ]
    assert (len(day["interruptions"]), day["done"]) == (2, True)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([row("10:00", "09:00")], "The end must be later than the start."),
        (
            [row("08:00", "09:00"), row("08:30", "10:00")],
            "8:30am to 10am overlaps 8am to 9am. Shorten one of them or take one away.",
        ),
        ([row("08:00", "08:07")], "Times go in steps of 15 minutes; 8am to 8:07am does not."),
    ],
)
def test_a_bad_table_says_why_and_keeps_what_was_typed(client, scene, rows, message):
    client.force_login(scene.alice)
    answer = client.post(f"{scene.path}table/", table(0, *rows))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert f'value="{rows[-1]["end"]}"' in page
    assert kept(scene)["blocks"] == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"form-0-start": ""}, "Type the start, for example 09:30."),
        ({"form-0-end": "late"}, "Type the end, for example 10:15."),
        ({"form-0-category": ""}, "Choose a category."),
        ({"interruptions": "many"}, "Type the interruptions as a number from 0 to 300."),
        ({"worked": "perhaps"}, "Say whether you worked this day."),
    ],
)
def test_a_field_of_the_table_says_what_mends_it(client, scene, change, sentence):
    client.force_login(scene.alice)
    posted = table(0, row("08:00", "09:00")) | change
    answer = client.post(f"{scene.path}table/", posted)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert "This field" not in answer.text


def test_the_column_and_its_box_say_take_away(client, scene):
    client.force_login(scene.alice)
    page = client.get(f"{scene.path}table/").text
    assert ("Delete" in page, "Remove, row 1" in page) == (False, True)


@pytest.mark.parametrize("form", [DayForm, WindowForm, ReopenForm, GrantForm, DiaryForm, BlockForm])
def test_no_field_speaks_in_the_words_of_the_framework(scene, form):
    extra = {
        GrantForm: {"pairs": scene.team.pairs.all()},
        BlockForm: {"categories": (), "rules": services.rules_for(scene.log, TUESDAY)},
    }
    fields = form(**extra.get(form, {})).fields
    stock = forms.Field.default_error_messages["required"]
    found = [name for name, one in fields.items() if one.error_messages["required"] == stock]
    assert [name for name in found if fields[name].required] == []


def test_a_stale_table_shows_theirs_and_a_second_press_keeps_mine(client, scene):
    client.force_login(scene.alice)
    services.save_day(
        by=scene.amir,
        log_id=scene.log.pk,
        date=TUESDAY,
        data={"revision": 0, "blocks": [block("14:00", "15:00", "travelling")]},
    )
    answer = client.post(f"{scene.path}table/", table(0, row("08:00", "09:00")))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "2pm to 3pm: Travelling" in page
    assert "What is kept now stands above your version." in page
    assert 'name="revision" value="1"' in page
    client.post(f"{scene.path}table/", table(1, row("08:00", "09:00")))
    assert [one["category"] for one in kept(scene)["blocks"]] == ["email"]


def test_what_was_typed_when_signed_out_waits_for_the_sign_in(client, scene):
    answer = client.post(f"{scene.path}table/", table(0, row("08:00", "09:00", note="Budget")))
    assert answer["Location"] == f"/account/login/?next={scene.path}table/"
    client.force_login(scene.alice)
    page = client.get(f"{scene.path}table/").content.decode()
    assert 'value="Budget"' in page
    assert "What you typed is below and not saved yet. Press “Save the day”." in page
    assert "not saved yet" not in client.get(f"{scene.path}table/").content.decode()
    assert kept(scene)["blocks"] == []
