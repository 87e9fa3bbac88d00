from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"

    def ready(self) -> None:
        from orders.queries import door  # noqa: F401 - opens the door of the catalogue
