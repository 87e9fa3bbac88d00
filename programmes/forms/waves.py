"""What a team learned, and the next team."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django import forms

from productive_leader.core.forms import choose_among
from programmes.forms.texts import TextArea
from programmes.models import Team


class LessonForm(forms.Form):
    text = forms.CharField(
        label="What did you learn?",
        help_text="A sentence or two that help the next team. Name no patient and no colleague.",
        max_length=500,
        widget=TextArea(attrs={"rows": 3}),
        error_messages={
            "required": "Write down what you learned.",
            "max_length": "Shorten this to 500 characters.",
        },
    )


class NextTeamForm(forms.Form):
    """The next team of a programme: `teams` are those there are, the latest wave last.

    In the waves of `waiting` a team starts with a reason only.
    """

    name = forms.CharField(
        label="Name of the team",
        help_text="For example “Clinical directors”.",
        max_length=120,
        error_messages={
            "required": "Give the team a name.",
            "max_length": "Shorten the name to 120 characters.",
        },
    )
    wave = forms.TypedChoiceField(
        label="Wave",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a wave.", "invalid_choice": "Choose a wave."},
    )
    follows = forms.TypedChoiceField(
        label="It works like",
        help_text="It takes over that team’s sessions with their length and agenda, its pace, time "
        "of day, room and link. Dates, answers and pulses start fresh.",
        coerce=int,
        error_messages={
            "required": "Choose a team of this programme.",
            "invalid_choice": "Choose a team of this programme.",
        },
    )
    reason = forms.CharField(
        label="Why does it start all the same?",
        help_text="Needed while something is missing. It is kept with the team and shown on the "
        "organisation’s map.",
        max_length=400,
        widget=TextArea(attrs={"rows": 3}),
        error_messages={
            "required": "Say why the team starts all the same.",
            "max_length": "Shorten this to 400 characters.",
        },
    )

    def __init__(
        self, *args: Any, teams: Sequence[Team], waiting: Collection[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        last = max((team.wave for team in teams), default=0)
        choose_among(self, "wave", [_wave(teams, number) for number in range(1, last + 2)])
        self.fields["wave"].initial = last + 1
        if teams:
            choose_among(self, "follows", [(team.pk, team.name) for team in teams])
            self.fields["follows"].initial = teams[-1].pk
        else:
            del self.fields["follows"]
        if waiting:
            chosen = self.data.get("wave", str(last + 1))
            self.fields["reason"].required = chosen in map(str, waiting)
        else:
            del self.fields["reason"]


def _wave(teams: Sequence[Team], number: int) -> tuple[int, str]:
    there = [team.name for team in teams if team.wave == number]
    return number, f"Wave {number}, with {', '.join(there)}" if there else f"Wave {number}, new"
