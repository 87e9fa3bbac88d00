"""Reads for the catalogue administrators: all modules with where each stands."""

from __future__ import annotations

import datetime as dt

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from accounts.enums import RoleKind
from accounts.models import Person, Role
from modules.models import Collection, DownloadGrant, Module, Version
from productive_leader.core.dates import today

TOLD_BEFORE = dt.timedelta(days=30)


def administrators() -> QuerySet[Person]:
    """Those who look after the catalogue today."""
    roles = Role.objects.current().filter(
        person=OuterRef("pk"), kind=RoleKind.CATALOGUE_ADMINISTRATOR
    )
    return Person.objects.filter(Exists(roles), is_active=True)


def with_standing(modules: QuerySet[Module], words: str = "") -> QuerySet[Module]:
    """For the list: those to review soon first, then as the catalogue has them.

    With `has_draft`, `downloads` (grants of all its versions) and `is_due`. `words`: only those
    whose name has them.
    """
    if words:
        modules = modules.filter(name__icontains=words)
    drafts = Version.objects.filter(module=OuterRef("pk"), number=None)
    grants = (
        DownloadGrant.objects.filter(version__module=OuterRef("pk"))
        .order_by()
        .values("version__module")
        .annotate(times=Count("pk"))
    )
    return (
        modules.select_related("collection", "published__module")
        .annotate(
            has_draft=Exists(drafts),
            downloads=Coalesce(Subquery(grants.values("times")), 0),
            is_due=ExpressionWrapper(due_for_review(), BooleanField()),
        )
        .order_by(F("is_due").desc(nulls_last=True), "collection__position", "position", "name")
    )


def due_for_review() -> Q:
    """In the catalogue, with a review within thirty days or past."""
    return Q(review_on__lte=today() + TOLD_BEFORE, published__isnull=False, withdrawn_at=None)


def reviews_to_tell() -> QuerySet[Module]:
    """Modules due for review of whose date nobody has been told, the soonest first."""
    told = Q(review_told=F("review_on"), review_told__isnull=False)
    return Module.objects.filter(due_for_review()).exclude(told).order_by("review_on", "name")


def versions_for_office(module: Module) -> QuerySet[Version]:
    """The published versions, newest first, with `downloads`."""
    return (
        module.versions.exclude(number=None)
        .select_related("published_by")
        .annotate(downloads=Count("grants"))
        .order_by("-number")
    )


def collections() -> QuerySet[Collection]:
    return Collection.objects.all()


def others_than(module: Module) -> QuerySet[Module]:
    """What can be named beside a module."""
    others = Module.objects.filter(published__isnull=False, withdrawn_at=None)
    return others.exclude(pk=module.pk).order_by("collection__position", "position", "name")
