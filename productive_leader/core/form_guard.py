"""Public forms kept from robots without a puzzle for people.

A field that people do not see stays empty, and the page says itself, signed, when it was opened.
Whoever is caught wrongly reads a sentence and sends once more; nothing typed is lost. How often one
internet address may send is counted in the cache alone, under a name that cannot be read back.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Mapping
from copy import copy
from typing import Any, cast

from allauth.account.adapter import get_adapter
from django import forms
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

QUICKEST, OLDEST = 2, 24 * 60 * 60  # seconds between opening a page and sending its form
SALT = "form-guard"
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
MOST_LINKS = 3

NOT_EMPTY = "A box that stays empty had something in it. It is empty again: send once more."
TOO_QUICK = "That was quicker than people write. If you are a person, send once more."
TOO_OLD = "This page was open for more than a day. What you typed is still here: send once more."
UNKNOWN = "Part of this page was missing. What you typed is still here: send once more."
LINKS = f"There are more than {MOST_LINKS} links in it, as robots write. Take some out."


def stamp(opened_at: float | None = None) -> str:
    """Says, signed, when a page was opened, in seconds since 1970; now unless given."""
    return signing.dumps(time.time() if opened_at is None else opened_at, salt=SALT)


def refuse_many_links(text: str) -> None:
    """A validator of texts that strangers write."""
    if len(LINK.findall(text)) > MOST_LINKS:
        raise ValidationError(LINKS)


class GuardedForm(forms.Form):
    """A form for everybody. Draw the two fields with components/form_guard.html."""

    extra = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput, initial=stamp)

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(copy(data), *args, **kwargs)  # a copy of what was sent can be changed

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        age = _age(cleaned.pop("opened", ""))
        if cleaned.pop("extra", ""):
            self._look_again("extra", "", NOT_EMPTY)
        if age is None:
            self._look_again("opened", stamp(), UNKNOWN)
        elif age > OLDEST:
            self._look_again("opened", stamp(), TOO_OLD)
        elif age < QUICKEST:
            self.add_error(None, TOO_QUICK)  # the same stamp is old enough the next time
        return cleaned

    def _look_again(self, name: str, value: str, sentence: str) -> None:
        """Refuse, and let the next try pass."""
        cast(dict[str, str], self.data)[self.add_prefix(name)] = value
        self.add_error(None, sentence)


def _age(opened: str) -> float | None:
    """Seconds since the page was opened; None when it does not say so, or says it wrongly."""
    try:
        return time.time() - float(signing.loads(opened, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def wait_until(what: str, who: str, *, most: int, seconds: int) -> dt.datetime | None:
    """Count one more of something. None while that is within the limit, else when to try again.

    Counted from one full `seconds` of the clock to the next; without Redis nobody is held up.
    """
    now = time.time()
    window = int(now // seconds)
    name = salted_hmac(SALT, f"{what}:{who.lower()}").hexdigest()
    key = f"form-guard:{name}:{seconds}:{window}"
    cache.add(key, 0, seconds)
    try:
        count = cache.incr(key)
    except ValueError:  # gone between the two
        count = 1
    if count <= most:
        return None
    return dt.datetime.fromtimestamp((window + 1) * seconds, tz=dt.UTC)


def client_of(request: HttpRequest) -> str:
    """The internet address that asks, behind as many proxies as the settings say."""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return ""
