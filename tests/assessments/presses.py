"""What a browser sends from the pages of a log, and what is kept after it."""

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.queries.days import read_day
from assessments.queries.documents import document_of
from tests.assessments.conftest import TUESDAY, Scene


def put(client, scene: Scene, data: dict, key: str = "", path: str = ""):
    headers = {"Idempotency-Key": key} if key else {}
    return client.put(
        path or f"{scene.path}blocks", data, content_type="application/json", headers=headers
    )


def kept(scene: Scene) -> dict:
    return document_of(read_day(scene.log, TUESDAY))


def table(revision: int, *rows: dict, **more: str) -> dict[str, str]:
    """The table of a day as a browser posts it."""
    data = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": "0"}
    for index, row in enumerate(rows):
        data |= {f"form-{index}-{name}": value for name, value in row.items()}
    return {**data, "revision": str(revision), "worked": "yes", "interruptions": "0", **more}


def row(start: str, end: str, category: str = "email", note: str = "") -> dict[str, str]:
    return {"start": start, "end": end, "category": category, "note": note, "origin": ""}


def upload(client, scene: Scene, content: bytes, name: str = "diary.ics"):
    file = SimpleUploadedFile(name, content, content_type="text/calendar")
    return client.post(f"/time/{scene.log.pk}/import/", {"diary": file})


def calendar(*events: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//ours//test//EN"]
    for number, event in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{number}@example", *event.split("\n"), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


COMMITTEE = "DTSTART:20261110T110000Z\nDTEND:20261110T120000Z\nSUMMARY:Quality committee"
LUNCH = "DTSTART:20261110T113000Z\nDTEND:20261110T123000Z\nSUMMARY:Finance call"
