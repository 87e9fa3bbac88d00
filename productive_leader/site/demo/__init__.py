"""The demo: believable people and weeks, and two doors that a real service does not have."""
