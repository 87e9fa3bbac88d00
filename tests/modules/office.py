"""What the tests of the office share: its administrator, a module to write, presses."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import RoleKind
from accounts.models import Person
from modules.models import DownloadGrant, Module, Version
from modules.queries.drafts import Contents, contents_of, draft_in
from modules.services.drafts import begin_draft, save_texts
from modules.services.publishing import publish_version
from productive_leader.core import outbox
from productive_leader.core.models import Email, OutboxItem
from tests.factories.accounts import a_person, a_role
from tests.factories.modules import a_file

TELL = "modules.tell_downloaders"


def an_administrator(name: str = "Dana Reid") -> Person:
    dana = a_person(name)
    a_role(dana, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    return dana


def a_client(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def draft_of(module: Module) -> Version:
    draft = draft_in(module)
    assert draft
    return draft


def seen(module: Module) -> str:
    return contents_of(draft_of(module)).fingerprint


def change(module: Module, *, by: Person, **texts: Any) -> Version:
    """Begin the next version and change some of its texts."""
    draft = begin_draft(by=by, module=module)
    kept = contents_of(draft).texts
    new = dataclasses.replace(kept, **(texts or {"purpose": f"{kept.purpose} And more."}))
    return save_texts(by=by, module=module, texts=new, seen=kept.fingerprint)


def publish_next(
    module: Module, *, by: Person, notes: str = "The worksheet is shorter."
) -> Version:
    """The next version, with one text changed."""
    change(module, by=by)
    return publish_version(by=by, module=module, seen=seen(module), notes=notes)


def a_download(person: Person, version: Version, *, days_ago: int = 10) -> DownloadGrant:
    return DownloadGrant.objects.create(
        person=person,
        version=version,
        file=a_file(),
        evidence="person",
        granted_at=timezone.now() - dt.timedelta(days=days_ago),
    )


def tell_everybody() -> int:
    """What the workers would do, batch by batch; how many items there were."""
    count = 0
    while item := OutboxItem.objects.filter(task=TELL, state="waiting").first():
        assert outbox.run_item(item.pk), OutboxItem.objects.get(pk=item.pk).last_error
        count += 1
    return count


def mails_to(person: Person) -> list[str]:
    """The subjects of what somebody was sent, oldest first."""
    return list(
        Email.objects.filter(to=person.email)
        .order_by("queued_at")
        .values_list("subject", flat=True)
    )


def contents(module: Module) -> Contents:
    return contents_of(draft_of(module))


def page(client: Client, route: str, *args: Any) -> str:
    return words_of(client.get(reverse(route, args=args)))


def words_of(response: HttpResponse) -> str:
    """What stands in the main part, with single spaces."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def post(client: Client, route: str, *args: Any, **data: Any) -> HttpResponse:
    return client.post(reverse(route, args=args), data)
