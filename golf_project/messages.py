"""Sentences for the next page, in a cookie that browsers take from this very host alone."""

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookie(CookieStorage):
    cookie_name = "__Host-messages"


class Messages(FallbackStorage):
    """As Django's own: in the cookie, or in the session where they are too long for it."""

    storage_classes = (HostCookie, SessionStorage)
