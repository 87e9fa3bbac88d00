"""Pulses get their places, those there are in the order they came."""

import django.db.models.deletion
from django.db import migrations, models

PLACES = """
UPDATE programmes_pulse SET place = numbered.place
FROM (
    SELECT id, row_number() OVER (PARTITION BY session_id ORDER BY id) AS place
    FROM programmes_pulse
) AS numbered
WHERE numbered.id = programmes_pulse.id;
"""
COUNTS = """
INSERT INTO programmes_pulsecount (session_id, places)
SELECT session_id, max(place) FROM programmes_pulse GROUP BY session_id;
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0005_promise")]

    operations = [
        migrations.CreateModel(
            name="PulseCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("places", models.PositiveIntegerField(default=0)),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pulse_count",
                        to="programmes.session",
                    ),
                ),
            ],
        ),
        migrations.AddField("pulse", "place", models.PositiveIntegerField(null=True)),
        migrations.RunSQL(PLACES, migrations.RunSQL.noop),
        migrations.AlterField("pulse", "place", models.PositiveIntegerField()),
        migrations.AddConstraint(
            "pulse",
            models.UniqueConstraint(
                models.F("session"), models.F("place"), name="pulse_place_is_used_once"
            ),
        ),
        migrations.RunSQL(COUNTS, migrations.RunSQL.noop),
    ]
