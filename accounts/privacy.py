"""Personal data in the tables of packages that keep people for us; core.privacy reads it."""

from productive_leader.core.privacy import Register, adopt

adopt(
    "account.EmailAddress",
    Register(
        subject="user",
        rows="delete",
        personal={"email": "export+erase", "user": "erase"},
        plain=("id", "verified", "primary"),
    ),
)
adopt(
    "account.EmailConfirmation",
    Register(
        subject="email_address__user",
        rows="delete",
        personal={"created": "export+erase", "sent": "export+erase", "key": "erase"},
        plain=("id", "email_address"),
    ),
)
adopt(
    "mfa.Authenticator",
    Register(
        subject="user",
        rows="delete",
        personal={
            "type": "export+erase",
            "created_at": "export+erase",
            "last_used_at": "export+erase",
            "data": "erase",  # the key itself is of no use to its owner
            "user": "erase",
        },
        plain=("id",),
    ),
)
adopt(
    "usersessions.UserSession",
    Register(
        subject="user",
        rows="delete",
        personal={
            "ip": "export+erase",
            "user_agent": "export+erase",
            "created_at": "export+erase",
            "last_seen_at": "export+erase",
            "session_key": "erase",
            "data": "erase",
            "user": "erase",
        },
        plain=("id",),
    ),
)
# Their contents are signed and unreadable; services.delete_my_account ends those of the person.
adopt("sessions.Session", Register(plain=("session_key", "session_data", "expire_date")))
adopt(
    "admin.LogEntry",
    Register(
        subject="user",
        personal={
            "action_time": "export+keep",
            "object_repr": "export+erase",
            "change_message": "export+erase",
        },
        plain=("id", "user", "content_type", "object_id", "action_flag"),
    ),
)
