"""How often modules are downloaded, for national administrators: a page and its spreadsheet."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.guards import SignedInRequest, for_nationals, signed_in
from modules.enums import FileType
from modules.queries.figures import FEWEST, figures_file, figures_now, others_in_words
from modules.views.serving import as_attachment
from productive_leader.core.dates import today


@require_safe
@signed_in
@for_nationals
def download_figures(request: SignedInRequest) -> HttpResponse:
    figures = figures_now()
    context = {
        "figures": figures,
        "fewest": FEWEST,
        "others": others_in_words(figures.organisations),
    }
    return render(request, "modules/office/figures.html", context)


@require_safe
@signed_in
@for_nationals
def download_figures_xlsx(request: SignedInRequest) -> HttpResponse:
    response = HttpResponse(figures_file(figures_now()), content_type=FileType.SPREADSHEET.value)
    response["Content-Disposition"] = as_attachment(f"downloads-{today().isoformat()}.xlsx")
    return response
