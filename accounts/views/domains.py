"""The mail domains of an organisation, for national administrators."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.forms.eligibility import DomainForm
from accounts.guards import SignedInRequest, for_nationals, signed_in, typed
from accounts.models import Organisation
from accounts.permissions import organisations_managed_by
from accounts.queries.domains import domains_shown
from productive_leader.core.permissions import get_or_404

PRESS = "Register this domain"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@for_nationals
def organisation_domains(request: SignedInRequest, code: str) -> HttpResponse:
    """Registers one, removes one. `?domain=` fills in the one that a decision was about."""
    here = get_or_404(organisations_managed_by(request.user), code=code)
    if "remove" in request.POST:
        return _remove(request, here)
    first = {"domain": request.GET.get("domain", "")}
    form = DomainForm(typed(request, press=PRESS), initial=first)
    if request.method == "POST" and form.is_valid() and _registered(request, here, form):
        return redirect("organisation_domains", here.code)
    status = 422 if request.method == "POST" else 200
    context = {"organisation": here, "domains": domains_shown(here), "form": form, "press": PRESS}
    return render(request, "accounts/domains.html", context, status=status)


def _registered(request: SignedInRequest, here: Organisation, form: DomainForm) -> bool:
    try:
        row = services.register_domain(
            by=request.user, organisation=here, domain=form.cleaned_data["domain"]
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(
        request,
        f"{row.domain} is registered. Whoever waited with an address there has been let in.",
    )
    return True


def _remove(request: SignedInRequest, here: Organisation) -> HttpResponse:
    domain = get_or_404(here.domains.all(), pk=request.POST["remove"])
    services.remove_domain(by=request.user, domain=domain)
    messages.success(
        request,
        f"{domain.domain} proves nothing any more. To undo it, register it again; "
        "whoever lost the modules by it then has them again by one press.",
    )
    return redirect("organisation_domains", here.code)
