from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "productive_leader.core"
    label = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        """Load every room's tasks, so that enqueue can refuse a name nobody handles."""
        autodiscover_modules("tasks")
