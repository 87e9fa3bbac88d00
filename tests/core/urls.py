"""Addresses for the tests of the middleware alone."""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt


def plain(request):
    return HttpResponse("plain")


def greeting(request):
    return HttpResponse(f"Hello {request.user}")


@csrf_exempt
def form(request):
    return HttpResponse(request.POST.get("word", ""))


urlpatterns = [path("plain", plain), path("greeting", greeting), path("form", form)]
