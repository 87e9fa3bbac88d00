"""The messages of this room. Each writes an e-mail and an outbox row; a worker sends it."""

from accounts.notifications.signing_in import offer_account, say_that_it_is_closed, send_code

__all__ = ["offer_account", "say_that_it_is_closed", "send_code"]
