"""Addresses of orders and stock."""

from django.urls import URLPattern, path

from orders.views import orders

urlpatterns: list[URLPattern] = [
    # Orders
    path("orders/<str:number>/", orders.order, name="order"),
    # Authorisation
    # Office, stock and allocation
    # Office, dispatch
]
