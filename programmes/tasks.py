"""The clock work of the programmes room: handlers of outbox items, by name."""
