"""Releasing and sending again: what is pressed, not what is typed."""

from __future__ import annotations

from django import forms


class ReleaseForm(forms.Form):
    """`seen`: the fingerprint of the preview that was looked at."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class ResendForm(forms.Form):
    """Without a person it is oneself; from the ledger one goes back to the ledger."""

    person = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    back = forms.CharField(required=False, max_length=10)
