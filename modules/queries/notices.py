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


def still_to_tell(version: Version, kind: NoticeKind) -> QuerySet[Person]:
    """Downloaders of the last two years with an open account, by id; whoever was told is not here.

    Of a newer version: those of older ones who have not fetched it meanwhile, and not whoever
    published it. Of a withdrawal: those of any version.
    """
    grants = DownloadGrant.objects.filter(
        person=OuterRef("pk"),
        version__module=version.module_id,
        granted_at__gte=timezone.now() - REMEMBERED,
    )
    told = Notice.objects.filter(person=OuterRef("pk"), version=version, kind=kind)
    people = Person.objects.filter(Exists(grants), ~Exists(told), is_active=True).order_by("pk")
    if kind == NoticeKind.WITHDRAWN:
        return people
    fetched = grants.filter(version=version)
    return people.exclude(Exists(fetched)).exclude(pk=version.published_by_id or 0)


def instead_of(module: Module) -> QuerySet[Module]:
    """What the catalogue has that is related to a withdrawn module."""
    return module.related.filter(published__isnull=False, withdrawn_at=None)
