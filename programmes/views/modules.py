"""The modules of a programme, each in the version it works with."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import SignedInRequest, signed_in
from productive_leader.core.permissions import get_or_404
from programmes.permissions import programmes_run_by, programmes_with_sessions_for
from programmes.queries.modules import choosable_modules, modules_of
from programmes.services.modules import take_newer_version


@require_safe
@signed_in
def programme_modules(request: SignedInRequest, programme_id: int) -> HttpResponse:
    """What there is to read, and for whoever runs the programme what is newer."""
    person = request.user
    programme = get_or_404(programmes_with_sessions_for(person), pk=programme_id)
    runs = programmes_run_by(person).contains(programme)
    context = {
        "programme": programme,
        "runs": runs,
        "modules": modules_of(programme, person, leads=runs),
    }
    return render(request, "programmes/modules.html", context)


@require_POST
@signed_in
def module_take_newer(
    request: SignedInRequest, programme_id: int, module_slug: str
) -> HttpResponse:
    """Work with the newer version of a module from now on."""
    programme = get_or_404(programmes_run_by(request.user), pk=programme_id)
    module = get_or_404(choosable_modules(), slug=module_slug)
    try:
        pin = take_newer_version(by=request.user, programme=programme, module=module)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, f"This programme works with {pin.version} from now on.")
    return redirect("programme_modules", programme_id)
