"""The day on which a programme closes."""

from __future__ import annotations

from django import forms

from productive_leader.core.dates import today
from programmes.forms.dates import date_field


class CloseForm(forms.Form):
    on = date_field("Closes on", "the day it closes", initial=today)
