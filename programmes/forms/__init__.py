"""Forms of the programmes room: clean input into domain types."""
