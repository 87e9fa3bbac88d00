"""Dana writes a module, publishes it twice, takes it back, and whoever downloaded it hears once."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Person
from modules.models import Module
from tests.browser.looks import fits
from tests.factories.accounts import a_person
from tests.factories.modules import a_collection, a_module
from tests.modules.office import a_download, an_administrator, mails_to, tell_everybody
from tests.support.uploads import a_pdf

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "Saying no, kindly"
AGENDA = "20 Look at what we took on | The lists of all of you.\n25 Practise\n15 Close"
GUIDE = """What this paper is for: declining without losing a colleague.

## Begin with the list

- what you took on
- what you **wish** you had not

| Asked by | Said |
|---|---|
|  |  |

___
"""


@pytest.fixture
def dana(live: str) -> Person:
    a_collection()
    return an_administrator()


@pytest.fixture
def looked_at(check_accessible):
    """Looks at a page: it fits and everybody can use it. With LOOK set it leaves a picture."""
    count = 0

    def look(page: Page) -> None:
        nonlocal count
        fits(page)
        check_accessible(page)
        if folder := os.environ.get("LOOK"):
            count += 1
            width = page.viewport_size["width"]
            name = re.sub(r"\W+", "-", page.title().partition(" – ")[0])[:40]
            page.screenshot(path=Path(folder) / f"{width}-{count:02}-{name}.png", full_page=True)

    return look


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def write_a_module(page: Page, look) -> None:
    page.goto("/office/modules/")
    look(page)
    page.get_by_role("link", name="Add a module").click()
    heading(page, "Add a module")
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_label("Summary").fill("Decline in a way that both of you can live with.")
    look(page)
    page.get_by_role("button", name="Add the module").click()

    heading(page, f"{NAME} Texts and agenda")
    page.get_by_label("What it is for").fill("To **decline** what is not yours to do.")
    page.get_by_label("Who it is for").fill("Leaders and their PAs.")
    page.get_by_label("What you will have at the end").fill("A sentence of your own\nA list")
    page.get_by_label("Minutes of the session").fill("65")
    page.get_by_label("Agenda").fill(AGENDA)
    look(page)
    page.get_by_role("button", name="Save the texts").click()

    heading(page, f"{NAME} Draft of version 1")
    expect(page.locator("main")).to_contain_text(
        "The agenda adds up to 1 h, but the session takes 1 h 5 min. Change one of them."
    )
    look(page)
    page.get_by_role("link", name="Change texts and agenda").click()
    page.get_by_label("Minutes of the session").fill("60")
    page.get_by_role("button", name="Save the texts").click()
    expect(page.locator("main")).not_to_contain_text("but the session takes")


def write_the_papers(page: Page, look, tmp_path: Path) -> None:
    page.get_by_role("link", name="Add a paper or a film").click()
    heading(page, f"{NAME} Add a paper or a film")
    page.get_by_label("Title").fill("Guide")
    page.get_by_label("Text (optional)").fill(GUIDE)
    page.get_by_text("How to write the text").click()
    look(page)
    page.get_by_role("button", name="Preview").click()
    preview = page.get_by_role("region", name="How it would look")
    expect(preview.get_by_role("heading", name="Begin with the list")).to_be_visible()
    expect(page.get_by_label("Text (optional)")).to_have_value(GUIDE)
    look(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("“Guide” is saved.")

    rules = tmp_path / "Rules (final, really).pdf"
    rules.write_bytes(a_pdf())
    page.get_by_role("link", name="Add a paper or a film").click()
    page.get_by_label("What it is").select_option("Worksheet")
    page.get_by_label("Title").fill("Our rules")
    page.get_by_label("File (optional)").set_input_files(rules)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text(
        "“Our rules” is saved, and “Rules (final, really).pdf” is kept as its file (PDF)."
    )
    look(page)
    page.get_by_role("link", name="See it as people would").click()
    expect(page.get_by_role("region", name="Preview")).to_contain_text(
        "Only administrators see it."
    )
    expect(page.get_by_role("heading", name="Begin with the list")).to_be_visible()
    look(page)


def publish(page: Page, look, *, version: int, notes: str) -> None:
    page.get_by_role("link", name="Go on to publishing").click()
    heading(page, f"{NAME} Publish version {version}")
    page.get_by_label("this version").fill(notes)
    look(page)
    page.get_by_role("button", name=f"Publish as version {version}").click()
    expect(page.get_by_role("alert")).to_contain_text(f"Version {version} is published.")
    heading(page, NAME)
    look(page)


def write_and_publish(page: Page, look, tmp_path: Path) -> Module:
    write_a_module(page, look)
    write_the_papers(page, look, tmp_path)
    page.get_by_role("link", name="Back to the draft").click()
    publish(page, look, version=1, notes="")
    return Module.objects.get(name=NAME)


def test_an_administrator_publishes_twice_and_a_reader_hears_once(
    desktop: Page, open_page, sign_in, looked_at, dana, tmp_path
) -> None:
    page = sign_in(desktop, dana)
    module = write_and_publish(page, looked_at, tmp_path)
    public = open_page()
    public.goto(f"/modules/{module.slug}/")
    expect(public.get_by_role("heading", level=1)).to_have_text(NAME)
    looked_at(public)

    bob = a_person("Bob Hale")
    a_download(bob, module.published)
    page.get_by_role("button", name="Begin the next version").click()
    page.get_by_role("link", name="Our rules").click()
    page.get_by_label("Text (optional)").fill("Write three rules.\n\n___\n")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("“Our rules” is saved.")
    publish(page, looked_at, version=2, notes="The rules can be written on the page.")
    tell_everybody()
    tell_everybody()
    assert mails_to(bob) == [f"A new version of {NAME}"]
    public.goto(f"/modules/{module.slug}/versions/1/")
    expect(public.get_by_role("region", name="There is a newer version")).to_contain_text(
        "The rules can be written on the page."
    )
    looked_at(public)


def withdraw_and_restore(page: Page, look, public: Page, module: Module) -> None:
    page.goto(f"/office/modules/{module.slug}/")
    page.get_by_role("link", name="Withdraw the module").click()
    heading(page, f"{module.name} Withdraw the module")
    page.get_by_role("button", name="Withdraw the module").click()
    expect(page).to_have_title(re.compile("^Error: "))
    look(page)
    page.get_by_label("Why, and what to take instead").fill("A figure was wrong.")
    page.get_by_role("button", name="Withdraw the module").click()
    expect(page.get_by_role("alert")).to_contain_text("“Put it back into the catalogue” undoes it.")
    look(page)
    public.goto(f"/modules/{module.slug}/")
    expect(public.locator("main")).to_contain_text("A figure was wrong.")

    page.get_by_role("button", name="Put it back into the catalogue").click()
    expect(page.get_by_role("alert")).to_contain_text("in the catalogue again")
    public.goto(f"/modules/{module.slug}/")
    expect(public.locator("main")).not_to_contain_text("A figure was wrong.")


def test_a_module_is_withdrawn_and_put_back(
    desktop: Page, open_page, sign_in, looked_at, dana, expected_complaints
) -> None:
    expected_complaints.append("422")
    module = a_module("Email under control", files=True)
    a_download(a_person("Bob Hale"), module.published)
    withdraw_and_restore(sign_in(desktop, dana), looked_at, open_page(), module)


def test_a_module_is_written_on_a_phone(phone: Page, sign_in, looked_at, dana, tmp_path) -> None:
    write_and_publish(sign_in(phone, dana), looked_at, tmp_path)


def test_a_draft_is_arranged_and_published_without_script(
    no_script: Page, sign_in, looked_at, dana
) -> None:
    module = a_module("Email under control")
    page = sign_in(no_script, dana)
    page.goto(f"/office/modules/{module.slug}/")
    page.get_by_role("button", name="Begin the next version").click()
    heading(page, "Email under control Draft of version 2")
    expect(page.locator("main")).to_contain_text("Nothing has changed since version 1.")
    page.get_by_role("button", name="Move up Session plan").click()
    page.get_by_role("button", name="Remove Session plan").click()
    expect(page.get_by_role("alert")).to_contain_text("“Session plan” is removed.")
    page.get_by_role("button", name="Put it back Session plan").click()
    page.get_by_role("button", name="Remove Evidence on one page").click()
    looked_at(page)
    page.get_by_role("link", name="Guide").click()
    page.get_by_label("Text (optional)").fill("## Other words\n\nShorter.")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="Other words")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Go on to publishing").click()
    changes = page.get_by_role("listitem").filter(has_text=re.compile("“|Order"))
    expect(changes).to_have_text(
        ["“Guide”: text", "“Evidence on one page”: removed", "Order of the papers"]
    )
    page.get_by_label("What is new in this version").fill("Shorter.")
    page.get_by_role("button", name="Publish as version 2").click()
    expect(page.get_by_role("alert")).to_contain_text("Version 2 is published.")
    looked_at(page)
    module.refresh_from_db()
    kept = module.published.pieces.values_list("slug", flat=True)
    assert list(kept) == ["session-plan", "guide", "worksheet"]


def test_two_write_the_same_paper_and_nothing_is_lost(
    desktop: Page, open_page, sign_in, looked_at, dana, expected_complaints
) -> None:
    expected_complaints.append("409")
    module = a_module("Email under control", published=False)
    address = f"/office/modules/{module.slug}/draft/guide/"
    mine, theirs = sign_in(desktop, dana), sign_in(open_page(), an_administrator("Dora Bell"))
    mine.goto(address)
    theirs.goto(address)
    theirs.get_by_label("Text (optional)").fill("What Dora wrote.")
    theirs.get_by_role("button", name="Save", exact=True).click()
    expect(theirs.get_by_role("alert")).to_contain_text("is saved")
    mine.get_by_label("Text (optional)").fill("What Dana wrote.")
    mine.get_by_role("button", name="Save", exact=True).click()
    kept = mine.get_by_role("region", name="What is kept now")
    expect(kept).to_contain_text("What Dora wrote.")
    expect(mine.get_by_label("Text (optional)")).to_have_value("What Dana wrote.")
    looked_at(mine)
    mine.get_by_role("button", name="Save", exact=True).click()
    expect(mine.get_by_role("alert")).to_contain_text("“Guide” is saved.")


def test_a_version_is_published_by_keyboard_alone(
    desktop: Page, sign_in, looked_at, dana, expected_complaints
) -> None:
    expected_complaints.append("422")
    a_module("Email under control")
    page = sign_in(desktop, dana)
    page.goto("/office/modules/")
    looked_at(page)
    page.get_by_role("link", name="Email under control").press("Enter")
    page.get_by_role("button", name="Begin the next version").press("Enter")
    page.get_by_role("button", name="Move down Guide").press("Space")
    expect(page.get_by_role("button", name="Move up Guide")).to_be_visible()
    page.wait_for_load_state()
    page.get_by_role("link", name="Go on to publishing").press("Enter")
    heading(page, "Email under control Publish version 2")
    page.get_by_role("button", name="Publish as version 2").press("Enter")
    problem = page.get_by_role("alert").get_by_role("link")
    expect(problem).to_have_text("Say in a line or two what is new in this version.")
    looked_at(page)
    problem.press("Enter")
    notes = page.get_by_label("What is new in this version")
    expect(notes).to_be_focused()
    page.keyboard.type("The plan comes first.")
    page.get_by_role("button", name="Publish as version 2").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Version 2 is published.")
    page.get_by_role("link", name="Choose another day").press("Enter")
    heading(page, "Email under control Next review")
    looked_at(page)
    page.get_by_role("button", name="Save the day").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The next review is on")
    page.get_by_role("link", name="Change the place or what it goes with").press("Enter")
    heading(page, "Email under control Place in the catalogue")
    looked_at(page)
