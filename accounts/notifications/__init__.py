"""The messages of this room. Each writes an e-mail and an outbox row; a worker sends it."""

from accounts.notifications.signing_in import say_that_nobody_is_known, send_code

__all__ = ["say_that_nobody_is_known", "send_code"]
