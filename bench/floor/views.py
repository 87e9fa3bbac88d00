"""Five kinds of page, each as plain as Django lets it be."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from bench.floor.models import Row


class RowForm(forms.Form):
    """Fourteen fields, as a day has fourteen blocks."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for number in range(14):
            self.fields[f"field_{number}"] = forms.CharField(max_length=200)


def constant(request: HttpRequest) -> HttpResponse:
    return render(request, "floor.html", {"title": "Constant"})


@login_required
def session(request: HttpRequest) -> HttpResponse:
    return render(request, "floor.html", {"title": request.user, "rows": Row.objects.filter(pk=1)})


@login_required
def form(request: HttpRequest) -> HttpResponse:
    return render(request, "floor.html", {"title": request.user, "form": RowForm()})


@login_required
def rows(request: HttpRequest) -> HttpResponse:
    return render(request, "floor.html", {"title": request.user, "rows": Row.objects.all()[:200]})


@login_required
def insert(request: HttpRequest) -> HttpResponse:
    row = Row.objects.create(title=request.POST["title"], minutes=15)
    return JsonResponse({"id": row.pk})
