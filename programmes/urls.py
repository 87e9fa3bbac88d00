"""Addresses of programmes, teams and sessions."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
