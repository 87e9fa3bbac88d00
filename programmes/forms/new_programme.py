"""A new programme, as chosen and typed on one page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField

from accounts.enums import RoleKind
from accounts.models import Organisation
from productive_leader.core.forms import choose_among
from programmes.forms.people import SponsorForm
from programmes.models import TemplateVersion
from programmes.queries.offers import Offer
from programmes.services.days import check_first_date

LONGEST = 120


class Choice(NamedTuple):
    """One template as the page shows it: its radio button and its own tick boxes, if any."""

    offer: Offer
    radio: Any
    sessions: BoundField | None


class NewProgrammeForm(SponsorForm):
    """`offers`: the templates, the one chosen beforehand first; `organisations`: where to start."""

    template = forms.ChoiceField(
        label="What kind of programme",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a programme."),
    )
    organisation = forms.ChoiceField(
        label="Organisation",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose the organisation."),
    )
    team_name = forms.CharField(
        label="Team",
        help_text="Four to eight leaders and their PAs.",
        initial="Executive team",
        max_length=LONGEST,
        error_messages={
            "required": "Give the team a name.",
            "max_length": "Shorten the name of the team to 120 characters.",
        },
    )
    name = forms.CharField(
        label="Name of the programme",
        help_text="Leave it empty to call it by its kind and your organisation.",
        max_length=LONGEST,
        required=False,
        error_messages={"max_length": "Shorten the name of the programme to 120 characters."},
    )
    starts_on = forms.DateField(
        label="First day of the first session",
        help_text="The other dates are proposed from it, and nobody is told yet.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[check_first_date],
        error_messages={
            "required": "Choose the first day.",
            "invalid": "Type the first day as a date, for example 9/5/2027.",
        },
    )

    def __init__(
        self,
        *args: Any,
        offers: Sequence[Offer],
        organisations: Sequence[Organisation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offers = {one.version.template.slug: one for one in offers}
        self.organisations = {one.code: one for one in organisations}
        self._offer_templates()
        places = [(code, one.name) for code, one in self.organisations.items()]
        choose_among(self, "organisation", [("", "Choose an organisation"), *places])
        if len(organisations) == 1:
            del self.fields["organisation"]
            self._suggest_sponsor()

    def _suggest_sponsor(self) -> None:
        """The chief executive, where there is one."""
        chief = RoleKind.CHIEF_EXECUTIVE
        chiefs = [key for key, role in self.roles.items() if role.kind == chief]
        if len(chiefs) == 1:
            self.initial.setdefault("sponsor", chiefs[0])

    def _offer_templates(self) -> None:
        labels = [(slug, one.name) for slug, one in self.offers.items()]
        choose_among(self, "template", labels)
        self.fields["template"].initial = next(iter(self.offers), "")
        for slug, offered in self.offers.items():
            if offered.optional:
                self.fields[_sessions(slug)] = forms.TypedMultipleChoiceField(
                    label="Optional sessions",
                    choices=[(one.position, one.name) for one in offered.optional],
                    coerce=int,
                    required=False,
                    initial=[one.position for one in offered.optional],
                    widget=forms.CheckboxSelectMultiple,
                    error_messages={"invalid_choice": "Choose from these sessions."},
                )

    def choices(self) -> list[Choice]:
        """The templates with their radio buttons, for the page."""
        radios = list(self["template"])
        return [
            Choice(offer, radio, self[_sessions(slug)] if offer.optional else None)
            for radio, (slug, offer) in zip(radios, self.offers.items(), strict=True)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        slug = cleaned.get("template", "")
        offer = self.offers.get(slug)
        field = _sessions(slug)
        if offer and offer.needs_choice and cleaned.get(field) == []:
            self.add_error(field, f"Choose at least one session of {offer.name}.")
        self._clean_sponsor(cleaned)
        return cleaned

    def _clean_sponsor(self, cleaned: dict[str, Any]) -> None:
        role = self.roles.get(cleaned.get("sponsor", ""))
        here = self.where()
        if role and here and role.organisation_id != here.pk:
            self.add_error("sponsor", f"{role.person} is not at {here}. Choose a sponsor who is.")

    def where(self) -> Organisation | None:
        if "organisation" not in self.fields:
            return next(iter(self.organisations.values()))
        return self.organisations.get(self.cleaned_data.get("organisation", ""))

    def plan(self) -> dict[str, Any]:
        """What set_up_programme takes, beside who does it."""
        given, here = self.cleaned_data, self.where()
        slug = given["template"]
        version = self.offers[slug].version
        return {
            "organisation": here,
            "version": version,
            "chosen": given.get(_sessions(slug), []),
            "name": given["name"] or _default_name(version, here),
            "team_name": given["team_name"],
            "starts_on": given["starts_on"],
            **self.chosen(),
        }


def _sessions(slug: str) -> str:
    return f"sessions-{slug}"


def _default_name(version: TemplateVersion, organisation: Organisation | None) -> str:
    return f"{version.template.name}, {organisation}"[:LONGEST].strip(" ,")
