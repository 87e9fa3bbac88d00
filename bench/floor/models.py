"""One row of something."""

from django.db import models


class Row(models.Model):
    title = models.CharField(max_length=200)
    minutes = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title
