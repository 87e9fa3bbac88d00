"""Addresses of the floor."""

from django.urls import path

from bench.floor import views

urlpatterns = [
    path(f"{view.__name__}/", view)
    for view in (views.constant, views.session, views.form, views.rows, views.insert)
]
