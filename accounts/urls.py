"""Addresses of pages about people: our own first, then django-allauth's."""

from django.urls import URLPattern, URLResolver, include, path

from accounts import leaving, sheets, views, webhooks

account_patterns: list[URLPattern | URLResolver] = [
    path("signup/", sheets.SignupView.as_view(), name="account_signup"),
    path("confirm-email/again/", sheets.new_link, name="account_new_link"),
    path("bring/", sheets.bring, name="account_bring"),
    path("profile/", sheets.profile, name="account_profile"),
    path("invitations/", sheets.invitations, name="account_invitations"),
    path("settings/", sheets.settings, name="account_settings"),
    path("sessions/", sheets.sessions, name="usersessions_list"),
    path("export/", leaving.exports, name="account_export"),
    path("export/<slug:token>/", leaving.export_file, name="account_export_file"),
    path("delete/", leaving.delete, name="account_delete"),
    path("2fa/", include("allauth.mfa.urls")),
    path("", include("allauth.account.urls")),
]
urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
    path("accounts/", include(account_patterns)),
    path("mail/events/", webhooks.mail_events, name="mail_events"),
]
