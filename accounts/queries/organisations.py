"""Reads: organisations of the register, found by what people type of them."""

from __future__ import annotations

import re
from functools import reduce
from operator import and_

from django.db.models import Case, Exists, F, Func, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat, Lower, Replace

from accounts.models import Organisation, OrganisationName
from productive_leader.core.dates import today

LEFT_OUT = frozenset({"and", "at", "for", "foundation", "ft", "nhs", "of", "the", "trust"})
MOST_WORDS = 10
LONGEST_WORD = 40  # characters
LONGEST_CHAIN = 10  # mergers of mergers


class _Squeezed(Func):
    """A text in small letters with a space before each word and nothing but letters and digits."""

    template = (
        "' ' || regexp_replace(regexp_replace(%(expressions)s, '[''’.]', '', 'g'),"
        " '[^a-z0-9]+', ' ', 'g')"
    )


def organisations_matching(text: str) -> QuerySet[Organisation]:
    """Those with this code first, then those that have every word of the text; open before closed.

    A word may stand at any place in the name, a former name, the address or the postcode, and need
    not be finished. "NHS", "Trust" and the like are left out, unless nothing else is there.
    """
    text = "".join(filter(str.isprintable, text)).strip()
    words = _words(text)
    code = re.sub(r"[^A-Z0-9]", "", text.upper())
    if not words:
        return Organisation.objects.none()
    matching = _with_plain_text()
    each = [Q(plain__contains=f" {word}") | Q(Exists(_former_names(word))) for word in words]
    has_all = reduce(and_, each)
    return (
        matching.filter(has_all | Q(code=code))
        .select_related("successor")
        .order_by(
            Case(When(code=code, then=0), default=1),
            Case(When(closed_on__lte=today(), then=1), default=0),
            Case(When(name__istartswith=text[:LONGEST_WORD], then=0), default=1),
            "name",
            "code",
        )
    )


def _words(text: str) -> list[str]:
    plain = re.sub(r"['’.]", "", text.lower())
    words = [word[:LONGEST_WORD] for word in re.findall(r"[a-z0-9]+", plain)]
    telling = [word for word in words if word not in LEFT_OUT]
    return (telling or words)[:MOST_WORDS]


def _with_plain_text() -> QuerySet[Organisation]:
    space = Value(" ")
    tight = Replace("postcode", space, Value(""))
    texts = Concat(
        "name", space, "register_name", space, "address", space, "postcode", space, tight
    )
    return Organisation.objects.alias(plain=_Squeezed(Lower(texts)))


def _former_names(word: str) -> QuerySet[OrganisationName]:
    names = OrganisationName.objects.filter(organisation=OuterRef("pk"))
    return names.alias(plain=_Squeezed(Lower(F("name")))).filter(plain__contains=f" {word}")


def successor_of(organisation: Organisation) -> Organisation | None:
    """The open organisation that took over from a closed one, also through several mergers."""
    heir = organisation.successor
    for _ in range(LONGEST_CHAIN):
        if heir is None or not is_closed(heir):
            return heir
        heir = heir.successor
    return None


def is_closed(organisation: Organisation) -> bool:
    return organisation.closed_on is not None and organisation.closed_on <= today()


def place_of(organisation: Organisation) -> str:
    """Where it is, so that namesakes can be told apart: "Southampton, Hampshire, SO19 8BR"."""
    parts = [part.strip() for part in organisation.address.split(",")[-2:]]
    return ", ".join(filter(None, (*parts, organisation.postcode)))
