"""The forms of accounts, where they are not django-allauth's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from allauth.account import forms as allauth_forms
from allauth.account.fields import EmailField
from allauth.account.internal import flows
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django_countries import countries

from accounts import names, post, signups
from accounts.addresses import address_of
from accounts.middleware import guest_of
from accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrPromise

LONGEST_ADDRESS: Final = 254
GOOD_PASSWORD: Final = gettext_lazy("Eight characters or more, and not one that others use.")


class LoginForm(allauth_forms.LoginForm):
    """By user name or address: a user name has no @."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = _("Name or email")
        login.widget.attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        self.fields["password"].help_text = ""
        _plain(self)

    def user_credentials(self) -> dict[str, str]:
        login = self.cleaned_data["login"]
        return {"email" if "@" in login else "username": login, "password": self.cleaned_data["password"]}


class SignupForm(allauth_forms.SignupForm):
    """A name, an address and a password; and an invitation, where one is needed or brought."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["username"]
        name.label = _("Name")
        name.help_text = _("This is what others see at a table.")
        name.widget.attrs = {"autocomplete": "username", "maxlength": names.LONGEST, "spellcheck": "false"}
        _bound(self.fields["email"])
        self.fields["email"].label = _("Email")
        self.fields["email"].help_text = _("For signing in and for a lost password. Nobody else sees it.")
        self.fields["password1"].help_text = GOOD_PASSWORD
        self.fields["invitation"] = forms.CharField(
            label=_("Invitation code"), max_length=16, required=settings.INVITE_ONLY
        )
        if not (settings.INVITE_ONLY or settings.DAILY_OPEN_SIGNUPS or self.initial.get("invitation")):
            self.fields["invitation"].widget = forms.HiddenInput()
        _plain(self)

    def validate_unique_email(self, value: str) -> str:
        """Only a verified address is somebody's: whoever has filled in the form with it stands in nobody's way."""
        guest = guest_of(context.request)
        email, known = flows.manage_email.email_already_exists(value, user=guest)
        verified = EmailAddress.objects.filter(email__iexact=email, verified=True)
        self.account_already_exists = known and verified.exists()
        return str(email)

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """For an address that has an account the same is said and done, but for the account.

        Raises IntegrityError where somebody was quicker with the name, and what `take_place` raises.
        """
        code = self.cleaned_data.get("invitation", "").strip()
        with transaction.atomic():
            self.cleaned_data["place"] = signups.take_place(code, address_of(request))
            user = None if self.account_already_exists else cast("User", self.save(request))
        if user is not None:
            signups.keep_signed_in(request, user)
            return user, None
        make_password(self.cleaned_data["password1"])
        said: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return said


class AddEmailForm(allauth_forms.AddEmailForm):
    """Another address for an account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _bound(self.fields["email"])
        self.fields["email"].label = _("New address")
        _plain(self)


class Plain(forms.Form):
    """django-allauth's forms in our words: labels say what a field is, and the rules of passwords are one sentence."""

    words: ClassVar[dict[str, StrPromise]] = {}
    """Labels by field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.words.get(name, field.label)
            if name in {"password", "oldpassword", "password1"}:
                field.help_text = GOOD_PASSWORD if name == "password1" else ""
        _plain(self)


class ChangePasswordForm(Plain, allauth_forms.ChangePasswordForm):
    words = {
        "oldpassword": gettext_lazy("The one that you have"),
        "password1": gettext_lazy("The new one"),
        "password2": gettext_lazy("The new one again"),
    }


class NewPasswordForm(Plain, allauth_forms.ResetPasswordKeyForm):
    words = {"password1": gettext_lazy("New password"), "password2": gettext_lazy("The same again")}


class SetPasswordForm(Plain, allauth_forms.SetPasswordForm):
    words = NewPasswordForm.words


class ResetPasswordForm(Plain, allauth_forms.ResetPasswordForm):
    words = {"email": gettext_lazy("Email")}

    def clean_email(self) -> str:
        email = str(super().clean_email())
        if not self.users:
            post.post_nothing()
        return email


class RequestCodeForm(Plain, allauth_forms.RequestLoginCodeForm):
    words = {"email": gettext_lazy("Email")}

    def clean_email(self) -> str:
        email = str(super().clean_email())
        if email and not self._user:
            post.post_nothing()
        return email


class ConfirmCodeForm(Plain, allauth_forms.ConfirmLoginCodeForm):
    words = {"code": gettext_lazy("Code")}


class ReauthenticateForm(Plain, allauth_forms.ReauthenticateForm):
    words = {"password": gettext_lazy("Password")}


class SecondFactorForm(Plain, mfa_forms.AuthenticateForm):
    words = {"code": gettext_lazy("Code")}


class SecondFactorAgainForm(Plain, mfa_forms.ReauthenticateForm):
    words = {"code": gettext_lazy("Code")}


class AppForm(Plain, ActivateTOTPForm):
    words = {"code": gettext_lazy("Code")}


class PasskeyForm(Plain, AddWebAuthnForm):
    words = {
        "name": gettext_lazy("Name"),
        "passwordless": gettext_lazy("It may sign me in without a password"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].help_text = _("Then it asks for a finger, a face or a PIN of its own.")


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who somebody is to others, in which language, and who sees what."""

    country = forms.ChoiceField(
        label=gettext_lazy("Flag"),
        help_text=gettext_lazy("Shown to others beside your name."),
        required=False,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of pages and letters"), required=False)

    class Meta:
        model = User
        fields = (
            "name",
            "portrait",
            "country",
            "language",
            "games_shown_to",
            "finished_games_public",
            "mail_new_device",
        )
        labels = {"name": gettext_lazy("Name at the table")}
        widgets = {"games_shown_to": forms.RadioSelect, "portrait": forms.RadioSelect}
        help_texts = {
            "finished_games_public": gettext_lazy(
                "Whoever finds one may play it back. Games that go on are never shown so."
            ),
            "mail_new_device": gettext_lazy("So that you notice if it was not you."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES
        ]
        self.fields["language"].choices = [("", _("As my browser asks")), *choices]  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", _("None")), *countries]  # type: ignore[attr-defined]
        self.fields["name"].help_text = _("You sign in as %(name)s all the same.") % {
            "name": self.instance.username
        }

    def clean_name(self) -> str:
        try:
            return names.checked(self.cleaned_data["name"], self.instance.pk)
        except names.BadName as error:
            raise forms.ValidationError(str(error)) from None


class NewLinkForm(forms.Form):
    """The address that a new link is to go to."""

    email = EmailField()


def _bound(field: forms.Field) -> None:
    """No address is longer than what is kept of it."""
    field.validators.append(MaxLengthValidator(LONGEST_ADDRESS))
    field.widget.attrs["maxlength"] = LONGEST_ADDRESS


def _plain(form: forms.Form) -> None:
    """Labels say what a field is; text in the fields themselves only looks as if they were filled in."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
