"""Pages of the assessments room: permission, form, service, render."""
