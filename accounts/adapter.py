"""What is our own in how django-allauth works: who a new user is, where mail goes, what is said and counted."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.internal.userkit import filter_users_by_email, get_user_by_username
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts import barring, belongings, mail, names, signups
from accounts.addresses import address_of
from accounts.devices import device_in_words, place_in_words
from accounts.language import speaking
from accounts.middleware import guest_of
from accounts.models import User

if TYPE_CHECKING:
    from allauth.account.models import EmailConfirmation
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse

NOWHERE: Final = "0.0.0.0"  # noqa: S104 - of a connection without an address
WRONG: Final = _("That name or password is not right.")
"""The same for somebody who is known and somebody who is not."""


class AccountAdapter(DefaultAccountAdapter):
    """ACCOUNT_ADAPTER."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": WRONG,
        "username_password_mismatch": WRONG,
        "username_taken": _("That name is taken. Please choose another."),
        "too_many_login_attempts": _(
            "Too many tries. Please wait a quarter of an hour, or have a code sent."
        ),
        "incorrect_code": _("That code is not right, or has expired."),
        "incorrect_password": _("That password is not right."),
        "rate_limited": _("That was too often. Please wait a little."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whence somebody comes, by the proxies that are trusted; always in the form of an address."""
        address = address_of(request)
        try:
            return str(ip_address(address))
        except ValueError:
            return NOWHERE

    # Signing up

    def new_user(self, request: HttpRequest) -> User:
        """The guest who signs up keeps their row; somebody new is a guest until their address is verified."""
        guest = guest_of(request)
        return User.objects.get(pk=guest.pk) if guest else User(is_guest=True)

    def clean_username(self, username: str, shallow: bool = False) -> str:
        guest = guest_of(self.request)
        try:
            return names.checked(username, guest.pk if guest else None)
        except names.BadName as error:
            raise ValidationError(str(error)) from None

    def save_user(
        self, request: HttpRequest, user: AbstractBaseUser, form: BaseForm, commit: bool = True
    ) -> AbstractBaseUser:
        signups.fill_in(cast("User", user), form.cleaned_data)
        return user

    # Signing in

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Remembers whose session it was: what a guest has may be brought along (accounts/belongings.py)."""
        guest = guest_of(request)
        super().login(request, user)
        if guest is not None and guest.pk != user.pk:
            request.session[belongings.GUEST_BEFORE] = guest.pk

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **login: Any) -> HttpResponse | None:
        """Nobody is let in who is banned, or has to choose a new password first: both are told so."""
        refused: HttpResponse | None = super().pre_login(request, user, **login)
        if refused is None and cast("User", user).new_password_due:
            clear_login(request)
            messages.warning(
                request, _("Please choose a new password first: have a link sent to your address.")
            )
            return redirect("account_reset_password")
        return refused

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """Whoever is banned reads why; there is nothing to say of an account that is deleted."""
        address = "" if cast("User", user).deleted_at else barring.where_explained(cast("User", user))
        return HttpResponseRedirect(address) if address else super().respond_user_inactive(request, user)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **login: Any) -> HttpResponse:
        is_new = self._is_new_device(request, user)
        response = super().post_login(request, user, **login)
        if is_new:
            self.send_notification_mail("account/email/new_device", user)
        guest = belongings.guest_before(request)
        if guest is None or not any(belongings.of(guest.pk)):
            return speaking(cast("User", user), response)
        query = urlencode({"next": response.headers.get("Location", "/")})
        return speaking(cast("User", user), HttpResponseRedirect(f"{reverse('account_bring')}?{query}"))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Tries count for an account, whichever of its names they are made with."""
        login = str(credentials.get("email") or credentials.get("username") or "")
        known = (
            filter_users_by_email(login, for_login=True) if "@" in login else [get_user_by_username(login)]
        )
        user = next(filter(None, known), None)
        return f"user:{user.pk}" if user else f"login:{login.casefold()}"

    def _is_new_device(self, request: HttpRequest, user: AbstractBaseUser) -> bool:
        """Whether somebody who wants to be told has been signed in elsewhere, and never with such a browser."""
        known = UserSession.objects.filter(user=user.pk)
        agent = self.get_http_user_agent(request)
        wants = cast("User", user).mail_new_device
        return wants and known.exists() and not known.filter(user_agent=agent).exists()

    # Mail

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        mail.send(template_prefix, email, context)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """A notice of what was changed, and from where."""
        address = self.get_client_ip(self.request)
        whence = {
            "user": user,
            "device": device_in_words(self.get_http_user_agent(self.request)),
            "place": place_in_words(address),
            "reset_url": settings.SITE_URL + reverse("account_reset_password"),
        }
        if to := email or cast("User", user).email:
            mail.send(template_prefix, to, whence | (context or {}))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: EmailConfirmation) -> str:
        """Always at the site's own address: what a request calls the site may be made up."""
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return settings.SITE_URL + path

    def send_account_already_exists_mail(self, email: str) -> None:
        mail.send(
            "account/email/account_already_exists",
            email,
            {
                "login_url": settings.SITE_URL + reverse("account_login"),
                "password_reset_url": settings.SITE_URL + reverse("account_reset_password"),
            },
        )
