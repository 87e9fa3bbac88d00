"""What every room stands on: audit, outbox, mail, PDF, charts, exports, health."""
