"""People into a team, pairs, and the sponsor, as typed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django import forms

from accounts.models import Person, Role
from productive_leader.core.dates import today
from productive_leader.core.forms import choose_among
from programmes.enums import MemberKind
from programmes.forms.texts import TextArea
from programmes.models import Membership
from programmes.pasting import is_address
from programmes.services.newcomers import Colleague

LONGEST_PASTE = 200_000  # characters
LATER, OTHER, STAYS = "later", "other", "stays"
ADDRESS = "Type an e-mail address, like name@nhs.net."


class PasteField(forms.CharField):
    """Text as it was pasted: nothing is trimmed; blank lines alone are nothing."""

    widget = TextArea(attrs={"rows": 9, "spellcheck": "false"})

    def to_python(self, value: Any) -> str:
        text = str(value or "")
        return text if text.strip() else ""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:  # noqa: ARG002 - Django gives it
        """No limit in the page: a count of characters says nothing about people."""
        return {}


class AddressField(forms.CharField):
    """An e-mail address, as it is kept: in lower case."""

    widget = forms.EmailInput(attrs={"autocomplete": "off"})

    def clean(self, value: Any) -> str:
        email = str(super().clean(value)).lower()
        if email and not is_address(email):
            raise forms.ValidationError(ADDRESS)
        return email


def sure_field() -> forms.BooleanField:
    return forms.BooleanField(
        label="These addresses are right",
        help_text="Everybody gets an account at the address as it is typed.",
        required=False,
    )


class StrangersForm(forms.Form):
    """A form with addresses. The tick box appears once one of them looks strange."""

    is_sure = sure_field()
    has_strangers = False

    @property
    def asks_if_sure(self) -> bool:
        return self.has_strangers or "is_sure" in self.data


class PasteForm(StrangersForm):
    text = PasteField(
        label="Names, addresses, roles, and whose PA each one is",
        help_text="One person on each line: name, e-mail address, role, whose PA, job title. "
        "Copy the cells out of a spreadsheet, or type commas between them.",
        max_length=LONGEST_PASTE,
        error_messages={
            "required": "Paste or type the people you want to add.",
            "max_length": "That is too much at once. Paste at most 200 people.",
        },
    )

    def leave(self, text: str) -> None:
        """What stays in the box: the rows that wait."""
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data["text"] = text
        self.data = data


class OneForm(StrangersForm):
    """One person; `leaders` are those of the team."""

    name = forms.CharField(
        label="Name",
        max_length=150,
        error_messages={
            "required": "Type the person’s name.",
            "max_length": "Shorten the name to 150 characters.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = AddressField(
        label="E-mail address",
        help_text="They sign in with a code sent to this address.",
        error_messages={"required": ADDRESS},
    )
    kind = forms.TypedChoiceField(
        label="Takes part as",
        choices=MemberKind.choices,
        coerce=MemberKind,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose leader or PA."),
    )
    leaders = forms.TypedMultipleChoiceField(
        label="Whose PA",
        help_text="For a PA. They can have several leaders, or get one later.",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose leaders of this team."},
    )
    job_title = forms.CharField(
        label="Job title",
        max_length=120,
        required=False,
        error_messages={"max_length": "Shorten the job title to 120 characters."},
    )
    field_order = ("name", "email", "kind", "leaders", "job_title", "is_sure")

    def __init__(self, *args: Any, leaders: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {one.person_id: one.person for one in leaders}
        choose_among(self, "leaders", [(pk, one.name) for pk, one in self.people.items()])
        if not leaders:
            del self.fields["leaders"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") == MemberKind.LEADER and cleaned.get("leaders"):
            self.add_error("leaders", "Only a PA assists somebody. Choose PA, or take these out.")
        return cleaned

    def chosen(self) -> list[Person]:
        return [self.people[pk] for pk in self.cleaned_data.get("leaders", ())]

    def colleague(self) -> Colleague:
        given = self.cleaned_data
        return Colleague(given["name"], given["email"], is_sure=given["is_sure"])


class PairForm(forms.Form):
    """A leader and a PA of the team, each by the number of the person."""

    leader = forms.TypedChoiceField(
        label="Leader",
        coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a leader."),
    )
    pa = forms.TypedChoiceField(
        label="PA",
        coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a PA."),
    )

    def __init__(self, *args: Any, members: Collection[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {one.person_id: one.person for one in members}
        for name in MemberKind.values:
            mine = [one for one in members if one.kind == name]
            choices = [("", f"Choose a {MemberKind(name).in_words}")]
            choices += [(str(one.person_id), one.person.name) for one in mine]
            choose_among(self, name, choices)

    def both(self) -> dict[str, Person]:
        return {name: self.people[self.cleaned_data[name]] for name in MemberKind.values}


class LastDayForm(forms.Form):
    """The last day of somebody who leaves the team."""

    WRONG = "Choose their last day, for example 9/5/2027."

    on = forms.DateField(
        label="Last day in the team",
        initial=today,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": WRONG, "invalid": WRONG},
    )


class SponsorForm(StrangersForm):
    """Somebody in the list of `roles`, a colleague by name and address, or nobody yet."""

    sponsor = forms.ChoiceField(
        label="Sponsor",
        help_text="Whoever answers for the programme in the executive team. They see how far "
        "people are, never what they log.",
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choose the sponsor, or choose later."
        ),
    )
    sponsor_name = forms.CharField(
        label="Name",
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    sponsor_email = AddressField(label="E-mail address", required=False)

    def __init__(
        self,
        *args: Any,
        roles: Sequence[Role],
        current: Person | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.roles = {str(one.pk): one for one in roles}
        several = len({one.organisation_id for one in roles}) > 1
        choices = [(key, _label(role, several=several)) for key, role in self.roles.items()]
        mine = next((key for key, one in self.roles.items() if one.person == current), STAYS)
        if current and mine == STAYS:
            choices = [(STAYS, current.name), *choices]
        first = [] if current else [("", "Choose a sponsor")]
        others = [(OTHER, "Another colleague"), (LATER, "Choose later")]
        choose_among(self, "sponsor", [*first, *choices, *others])
        self.current = current
        if current:
            self.initial["sponsor"] = mine

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("sponsor") == OTHER:
            if not cleaned.get("sponsor_name"):
                self.add_error("sponsor_name", "Type the sponsor’s name.")
            if not cleaned.get("sponsor_email") and "sponsor_email" not in self.errors:
                self.add_error("sponsor_email", ADDRESS)
        return cleaned

    def chosen(self) -> dict[str, Any]:
        """The sponsor as the services take it."""
        given = self.cleaned_data
        if given["sponsor"] == OTHER:
            name, email = given["sponsor_name"], given["sponsor_email"]
            return {"colleague": Colleague(name, email, is_sure=given["is_sure"])}
        if given["sponsor"] == STAYS:
            return {"sponsor": self.current}
        role = self.roles.get(given["sponsor"])
        return {"sponsor": role.person if role else None}


def _label(role: Role, *, several: bool) -> str:
    label = f"{role.person.name}, {role.job_title or role.label}"
    return f"{label} ({role.organisation})" if several else label
