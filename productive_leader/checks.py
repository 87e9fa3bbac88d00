"""What a deployment gets wrong without a word: told by `manage.py check --deploy`."""

from typing import Any

import redis
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def links_in_mails_are_secure(**_: Any) -> list[CheckMessage]:
    """Codes and links must not point to this machine or travel in the open."""
    if settings.SITE_URL.startswith("https://"):
        return []
    hint = "Set SITE_URL to the address people type, with https."
    return [Error("Links in mails would not be https.", hint=hint, id="productive_leader.E001")]


@register(Tags.compatibility, deploy=True)
def mail_has_a_sender(**_: Any) -> list[CheckMessage]:
    """The default address exists nowhere."""
    if not settings.DEFAULT_FROM_EMAIL.endswith("productive-leader.example>"):
        return []
    hint = "Set DEFAULT_FROM_EMAIL to a mailbox of yours."
    return [checks.Warning("Mail is from an example.", hint=hint, id="productive_leader.W001")]


@register(Tags.caches, deploy=True)
def broker_forgets_nothing(**_: Any) -> list[CheckMessage]:
    """A broker that evicts loses wakes without a word; the sweep is late then."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2) as broker:
            policy = broker.config_get("maxmemory-policy")["maxmemory-policy"]
    except (redis.RedisError, KeyError):
        return []  # not there yet, or it may not say: /readyz tells of the first
    if policy == "noeviction":
        return []
    hint = "Set maxmemory-policy noeviction on the Redis of REDIS_URL; use CACHE_URL for the cache."
    return [Error(f"The broker evicts ({policy}).", hint=hint, id="productive_leader.E002")]
