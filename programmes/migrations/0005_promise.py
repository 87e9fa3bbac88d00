"""The promise of time is called a promise; a commitment is what people take on in a session."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

LEVELS = ["board", "chief_executive", "sponsor", "leader", "pa", "facilitator", "team"]


class Migration(migrations.Migration):

    dependencies = [
        ("programmes", "0004_stray_answer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel("Commitment", "Promise"),
        migrations.AlterField(
            model_name="promise",
            name="person",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="promises", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name="promise",
            name="programme",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="promises", to="programmes.programme"),
        ),
        migrations.RemoveConstraint(model_name="promise", name="commitment_level_is_known"),
        migrations.RemoveConstraint(model_name="promise", name="answered_commitment_says_when"),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(condition=Q(level__in=LEVELS), name="promise_level_is_known"),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | Q(answer__in=["accepted", "declined"], answered_at__isnull=False),
                name="answered_promise_says_when",
            ),
        ),
    ]
