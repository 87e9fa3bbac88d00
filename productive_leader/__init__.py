"""The project package: settings, wiring and the shared core."""
