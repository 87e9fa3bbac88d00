"""Addresses of orders and stock."""

from django.urls import URLPattern, path

from orders.views import (
    allocating,
    authorising,
    box_sets,
    changing,
    covers,
    deciding,
    dispatching,
    orders,
    placing,
    register,
    stock,
)

urlpatterns: list[URLPattern] = [
    # Orders
    path("orders/", orders.orders, name="orders"),
    path("orders/new/", placing.order_new, name="order_new"),
    path("orders/<str:number>/", orders.order, name="order"),
    path("orders/<str:number>/change/", changing.order_change, name="order_change"),
    path("orders/<str:number>/cancel/", changing.order_cancel, name="order_cancel"),
    path("orders/<str:number>/reopen/", changing.order_reopen, name="order_reopen"),
    path(
        "organisations/<str:code>/orders/", orders.organisation_orders, name="organisation_orders"
    ),
    # Authorisation
    path("orders/<str:number>/authorise/", authorising.order_authorise, name="order_authorise"),
    path("office/orders/to-authorise/", deciding.orders_to_authorise, name="orders_to_authorise"),
    path(
        "office/orders/to-authorise/<str:number>/ask/",
        deciding.order_authoriser,
        name="order_authoriser",
    ),
    path("organisations/<str:code>/cover/", covers.cover, name="cover"),
    path("organisations/<str:code>/cover/<int:cover_id>/end/", covers.cover_end, name="cover_end"),
    # Office, stock and allocation
    path("office/stock/", stock.stock, name="stock"),
    path("office/stock/new/", box_sets.box_set_add, name="box_set_add"),
    path("office/stock/<slug:box_set_slug>/", stock.box_set, name="box_set"),
    path("office/stock/<slug:box_set_slug>/receive/", stock.stock_receive, name="stock_receive"),
    path("office/stock/<slug:box_set_slug>/count/", stock.stock_count, name="stock_count"),
    path(
        "office/stock/<slug:box_set_slug>/write-off/", stock.stock_write_off, name="stock_write_off"
    ),
    path(
        "office/stock/<slug:box_set_slug>/change/", box_sets.box_set_change, name="box_set_change"
    ),
    path(
        "office/stock/<slug:box_set_slug>/withdraw/",
        box_sets.box_set_withdraw,
        name="box_set_withdraw",
    ),
    path("office/stock/<slug:box_set_slug>/offer/", box_sets.box_set_offer, name="box_set_offer"),
    path("office/orders/to-allocate/", allocating.orders_to_allocate, name="orders_to_allocate"),
    path(
        "office/orders/to-allocate/<int:line_id>/", allocating.line_set_aside, name="line_set_aside"
    ),
    path(
        "office/orders/to-allocate/<int:line_id>/give-back/",
        allocating.line_give_back,
        name="line_give_back",
    ),
    # Parcels
    path(
        "orders/<str:number>/dispatches/<int:dispatch_number>.pdf",
        dispatching.dispatch_note,
        name="dispatch_note",
    ),
    path(
        "orders/<str:number>/dispatches/<int:dispatch_number>/arrived/",
        dispatching.delivery_confirm,
        name="delivery_confirm",
    ),
    path("deliveries/<str:token>/", dispatching.delivery, name="delivery"),
    # Office, dispatch
    path("office/orders/to-dispatch/", dispatching.orders_to_dispatch, name="orders_to_dispatch"),
    path("office/orders/overdue/", register.orders_overdue, name="orders_overdue"),
    path("office/orders/register/", register.order_register, name="order_register"),
    path("office/orders/register.xlsx", register.order_register_xlsx, name="order_register_xlsx"),
    path("office/orders/<str:number>/dispatch/", dispatching.order_dispatch, name="order_dispatch"),
    path(
        "office/orders/<str:number>/dispatches/<int:dispatch_number>/",
        dispatching.dispatch_settle,
        name="dispatch_settle",
    ),
]
