"""What we know about a person, read from each model's own register.

Every model says it in a class inside itself:

    class Privacy:
        subject = "log__person"    # lookup from a row to its person's id
        rows = "delete"            # erasing takes the whole row; left out, it blanks fields
        personal = {"note": "export+erase", "signed_by": "export+keep", "token": "erase"}
        plain = ("id", "log")      # everything else, by name
        unexported = {"secret": True}  # rows an export leaves out (optional)

`subject = "email:to"` finds a person's rows by e-mail address, `subject = None` says there is no
person in them. Each field is in `personal` or `plain`; a test fails on one that is in neither.
History tables (django-pghistory) follow the register of the model they keep. Tables of other
packages are described with `adopt`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import models, transaction
from django.db.backends.postgresql.psycopg_any import Range
from django.db.models import Value
from django.db.models.functions import Cast, Concat

OURS = (
    "productive_leader",
    "accounts",
    "programmes",
    "assessments",
    "modules",
    "orders",
    "stories",
)
BY_ADDRESS = "email:"


class Policy(StrEnum):
    EXPORT_AND_ERASE = "export+erase"
    EXPORT_AND_KEEP = "export+keep"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Register:
    """One model's personal data."""

    subject: str | None = None
    rows: str = "keep"
    personal: dict[str, str] = field(default_factory=dict)
    plain: tuple[str, ...] = ()
    unexported: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = set(self.personal.values()) - set(Policy)
        if unknown or self.rows not in {"keep", "delete"}:
            raise ValueError(f"No such policy: {', '.join(sorted(unknown)) or self.rows}.")
        if self.personal and not self.subject:
            raise ValueError("Personal fields need a subject: whose are they?")

    def names(self, *policies: Policy) -> list[str]:
        return [name for name, policy in self.personal.items() if policy in policies]


_adopted: dict[str, Register] = {}


def adopt(label: str, register: Register) -> None:
    """Describe a model of another package, by its label ("account.EmailAddress")."""
    _adopted[label.lower()] = register


def register_of(model: type[models.Model]) -> Register | None:
    """The register of one model, or None if nobody has written one."""
    if adopted := _adopted.get(model._meta.label_lower):
        return adopted
    kept_model = getattr(model, "pgh_tracked_model", model)
    written = vars(kept_model).get("Privacy")
    if written is None:
        return None
    names = [each.name for each in fields(Register) if hasattr(written, each.name)]
    return Register(**{name: getattr(written, name) for name in names})


def our_models() -> list[type[models.Model]]:
    """Every model this project is responsible for, history tables included."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in OURS or model._meta.label_lower in _adopted
    ]


def fields_of(model: type[models.Model]) -> set[str]:
    """The names of the columns of a model and of its own many-to-many tables.

    A history table adds columns of its own (pgh_...), which hold no personal data.
    """
    columns = (*model._meta.concrete_fields, *model._meta.local_many_to_many)
    return {each.name for each in columns if not each.name.startswith("pgh_")}


def unclassified(model: type[models.Model]) -> set[str]:
    """Fields that are neither personal nor plain; all of them when there is no register."""
    register = register_of(model) or Register()
    return fields_of(model) - set(register.personal) - set(register.plain)


def export_for(person_id: int, email: str) -> dict[str, list[dict[str, Any]]]:
    """All that we hold about a person, ready for JSON: a list of rows for each model's label."""
    export = {}
    for model, register in _registers_with_a_subject():
        if hasattr(model, "pgh_tracked_model"):
            continue  # earlier states of rows that are exported already
        names = register.names(Policy.EXPORT_AND_ERASE, Policy.EXPORT_AND_KEEP)
        rows = rows_of(model, register, person_id, email).order_by("pk")
        if register.unexported:
            rows = rows.exclude(**register.unexported)
        found = [{name: _as_json(row[name]) for name in names} for row in rows.values(*names)]
        if found:
            export[model._meta.label_lower] = found
    return export


def erase_for(person_id: int, email: str) -> dict[str, int]:
    """Delete or blank everything the registers say. Returns the rows touched for each model.

    History goes first, while its rows still lead to the person, and keeps no record of the erasing.
    Then from the highest room down, so that rows go before what they point at.
    """
    touched = {}
    highest_first = list(_registers_with_a_subject())[::-1]
    with transaction.atomic(), pgtrigger.ignore():
        for model, register in sorted(highest_first, key=_is_no_history):
            rows = rows_of(model, register, person_id, email)
            count = rows.delete()[0] if register.rows == "delete" else _blank(rows, register)
            if count:
                touched[model._meta.label_lower] = count
    return touched


def _is_no_history(pair: tuple[type[models.Model], Register]) -> bool:
    return not hasattr(pair[0], "pgh_tracked_model")


def _registers_with_a_subject() -> Iterator[tuple[type[models.Model], Register]]:
    for model in our_models():
        register = register_of(model)
        if register and register.subject:
            yield model, register


def rows_of(
    model: type[models.Model], register: Register, person_id: int, email: str
) -> "models.QuerySet[Any]":
    """The rows of a model that tell of one person."""
    subject = register.subject or ""
    rows = model._base_manager.all()
    if subject.startswith(BY_ADDRESS):
        return rows.filter(**{f"{subject.removeprefix(BY_ADDRESS)}__iexact": email})
    return rows.filter(**{subject: person_id})


def blanks(model: type[models.Model], register: Register) -> dict[str, Any]:
    """What erasing writes into each field of a row that stays. Raises ValueError if it cannot."""
    names = register.names(Policy.EXPORT_AND_ERASE, Policy.ERASE)
    return {name: _nothing(model._meta.get_field(name)) for name in names}


def _blank(rows: "models.QuerySet[Any]", register: Register) -> int:
    changes = blanks(rows.model, register)
    if not changes:
        return 0
    # Joins are not allowed in an update, a subquery is.
    return int(rows.model._base_manager.filter(pk__in=rows.values("pk")).update(**changes))


def _nothing(each: Any) -> Any:
    """What a field holds when it holds nothing about anybody."""
    if each.null:
        return None
    if each.unique:  # two erased people must not clash
        return Concat(Value("erased-"), Cast("pk", models.CharField()), Value("@erased.invalid"))
    if isinstance(each, models.CharField | models.TextField):
        return ""
    if isinstance(each, models.BooleanField):
        return False
    if each.has_default():
        return each.get_default()
    raise ValueError(f"{each} cannot be blanked: give it null=True, or the rows to delete.")


def _as_json(value: Any) -> Any:
    if isinstance(value, Range):
        return [_as_json(value.lower), _as_json(value.upper)]
    if isinstance(value, list | tuple):
        return [_as_json(each) for each in value]
    if value is None or isinstance(value, bool | int | float | str | dict):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
