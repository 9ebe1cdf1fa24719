"""Where Django looks for the pages of the console: they stand in moderation/console."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy

from moderation.console import (
    appeals,
    audit_trail,
    games,
    invitations,
    letters,
    people,
    person_panels,
    report_panels,
    reports,
    sanction_list,
    signals,
    unfolded,
)

__all__ = [
    "appeals",
    "audit_trail",
    "games",
    "invitations",
    "letters",
    "people",
    "person_panels",
    "report_panels",
    "reports",
    "sanction_list",
    "signals",
    "unfolded",
]

# What a role may is said in moderation/roles.py, and who has one on people's pages.
admin.site.unregister(Group)
# With plain forms, that ask for no reason and leave no trace, owners could take anybody's account.
admin.site.unregister([EmailAddress, Authenticator, UserSession])
admin.site.site_header = admin.site.site_title = gettext_lazy("Six-Card Golf")
