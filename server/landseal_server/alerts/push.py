"""Delivery by Apprise: one interface to what people have on their phones."""

import logging
from pathlib import Path

import apprise

from landseal_server.alerts.wording import Words

_log = logging.getLogger(__name__)

# Apprise logs the addresses it talks to, and they hold people's secrets.
logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)


def is_address(url: str) -> bool:
    """Tell whether Apprise knows what to do with an address."""
    return apprise.Apprise.instantiate(url, suppress_exceptions=True) is not None


def deliver(url: str, words: Words, picture: Path | None) -> bool:
    """Send to one address; tell whether the service took it."""
    service = apprise.Apprise()
    service.add(url)
    attach = apprise.AppriseAttachment(str(picture)) if picture is not None else None
    try:
        return bool(service.notify(title=words.title, body=words.body, attach=attach))
    except Exception as error:  # noqa: BLE001 -- 174 plug-ins of others; whatever they raise, she was not told
        _log.warning("a push service failed with %s", type(error).__name__)  # its text may hold the address
        return False
