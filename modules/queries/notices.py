"""Reads: who downloaded a module and has yet to be told of a version."""

from __future__ import annotations

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import Person
from modules.enums import NoticeKind
from modules.models import DownloadGrant, Module, Notice, Version

REMEMBERED = relativedelta(months=24)


def is_news(version: Version, kind: NoticeKind) -> bool:
    """Whether it is still worth telling: nothing newer is out, and nothing was taken back."""
    module = version.module
    is_withdrawn = module.withdrawn_at is not None
    return module.published_id == version.pk and is_withdrawn == (kind == NoticeKind.WITHDRAWN)


def downloaders_of(module: Module) -> QuerySet[Person]:
    """Who fetched any version in the last two years and has an open account, by id."""
    grants = _grants().filter(version__module=module.pk)
    return Person.objects.filter(Exists(grants), is_active=True).order_by("pk")


def still_to_tell(version: Version, kind: NoticeKind) -> QuerySet[Person]:
    """Downloaders of the module who were not told of this yet.

    Nobody hears of what they did themselves, nor of a version that they have.
    """
    told = Notice.objects.filter(person=OuterRef("pk"), version=version, kind=kind)
    people = downloaders_of(version.module).exclude(Exists(told))
    if kind == NoticeKind.WITHDRAWN:
        return people.exclude(pk=version.module.withdrawn_by_id or 0)
    fetched = _grants().filter(version=version)
    return people.exclude(Exists(fetched)).exclude(pk=version.published_by_id or 0)


def _grants() -> QuerySet[DownloadGrant]:
    since = timezone.now() - REMEMBERED
    return DownloadGrant.objects.filter(person=OuterRef("pk"), granted_at__gte=since)


def instead_of(module: Module) -> QuerySet[Module]:
    """What the catalogue has that is related to a withdrawn module."""
    return module.related.filter(published__isnull=False, withdrawn_at=None)
