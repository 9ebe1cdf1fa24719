"""Pages of accounts, where they are not django-allauth's own: signing up and in, sessions, a new link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from allauth.account import views as allauth_views
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.usersessions.models import UserSession
from django.conf import settings as site
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import belongings, ending, news, signups
from accounts.devices import device_in_words, place_in_words
from accounts.forms import NewLinkForm, ProfileForm
from accounts.language import speaking
from accounts.limits import TooMany
from accounts.middleware import guest_of
from accounts.models import Invitation, User

if TYPE_CHECKING:
    from accounts.forms import SignupForm


class SignupView(allauth_views.SignupView):
    """Signing up, where two may want the same name in the same instant, and places may be few."""

    def get_initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_initial()
        guest = guest_of(self.request)
        if guest is not None and not guest.name.startswith("Guest "):
            initial["username"] = guest.name
        return initial | {"invitation": self.request.GET.get("invitation", "")[:16]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"guest": guest_of(self.request)}

    def form_valid(self, form: SignupForm) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except IntegrityError:
            form.add_error("username", _("That name is taken. Please choose another."))
        except signups.BadInvitation:
            form.add_error("invitation", _("This invitation is not good, or not good any more."))
        except (signups.NoPlace, TooMany):
            form.add_error(
                None, _("All of today's places are taken. Please come back tomorrow, or bring an invitation.")
            )
        else:
            self.request.session["signed_up_with"] = form.cleaned_data["email"]
            return response
        refused: HttpResponse = self.form_invalid(form)
        return refused

    def form_invalid(self, form: SignupForm) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response


@never_cache
def new_link(request: HttpRequest) -> HttpResponse:
    """Another link that verifies an address, for whoever has lost the first, or been too slow for it.

    The same is said whether the address waits for one, has been verified, or is unknown.
    """
    form = NewLinkForm(request.POST or None, initial={"email": request.session.get("signed_up_with", "")})
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        waiting = EmailAddress.objects.filter(email=email, verified=False).order_by("-pk").first()
        if waiting is not None:
            send_verification_email_to_address(request, waiting, signup=True)
        request.session["signed_up_with"] = email
        messages.success(request, _("If that address waits to be verified, a new link is on its way."))
        return redirect("account_email_verification_sent")
    return render(request, "account/new_link.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@login_required
def bring(request: HttpRequest) -> HttpResponse:
    """Whether what somebody played as a guest, before they signed in here, is to be theirs."""
    user, guest = cast("User", request.user), belongings.guest_before(request)
    onward = get_next_redirect_url(request) or reverse("home")
    if guest is None:
        return redirect(onward)
    if request.method != "POST":
        context = {"was": guest, "has": belongings.of(guest.pk), "next": onward}
        return render(request, "account/bring.html", context)
    del request.session[belongings.GUEST_BEFORE]
    if request.POST.get("bring") == "yes" and belongings.bring(guest, user):
        messages.success(request, _("What you played as a guest is yours now."))
    return redirect(onward)


@never_cache
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Where somebody is signed in, and the way to end that."""
    user = cast("User", request.user)
    if request.method == "POST":
        return _end(request, user)
    shown = [
        {
            "id": session.pk,
            "device": device_in_words(session.user_agent),
            "place": place_in_words(session.ip),
            "since": session.created_at,
            "seen": session.last_seen_at,
            "is_this": session.is_current(),
        }
        for session in UserSession.objects.purge_and_list(user)
    ]
    shown.sort(key=lambda row: (row["is_this"], row["seen"]), reverse=True)
    return render(request, "usersessions/usersession_list.html", {"sessions": shown})


def _end(request: HttpRequest, user: User) -> HttpResponse:
    """End one of somebody's sessions, or all but this one."""
    which = request.POST.get("end", "")
    if which == "others":
        ending.end_access(user, kept=request.session.session_key)
        messages.success(request, _("Everywhere else you are signed out now."))
    elif which.isascii() and which.isdigit() and len(which) < 19:
        for session in UserSession.objects.filter(user=user, pk=int(which)):
            session.end()
        messages.success(request, _("That session has ended."))
    return redirect("usersessions_list")


@never_cache
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Who somebody is to others, in which language, and who sees what."""
    user = User.objects.get(pk=cast("User", request.user).pk)
    form = ProfileForm(request.POST or None, instance=user)
    if request.method != "POST" or not form.is_valid():
        return render(request, "account/profile.html", {"form": form}, status=422 if form.errors else 200)
    form.save()
    news.person_changed.send(User, user_id=user.pk)
    messages.success(request, _("That is kept."))
    return speaking(user, redirect("account_profile"))


@never_cache
@login_required
def invitations(request: HttpRequest) -> HttpResponse:
    """Somebody's invitations: what became of them, and a new one."""
    user = cast("User", request.user)
    if request.method == "POST":
        return _invite(request, user)
    mine = Invitation.objects.filter(made_by=user).prefetch_related("guests")
    good = set(signups.good_invitations().filter(made_by=user).values_list("pk", flat=True))
    shown = [
        {
            "id": invitation.pk,
            "link": f"{site.SITE_URL}{reverse('account_signup')}?invitation={invitation.code}",
            "is_good": invitation.pk in good,
            "until": invitation.expires_at,
            "came": [guest.name for guest in invitation.guests.all()],
        }
        for invitation in mine
    ]
    context = {"invitations": shown, "may_invite": len(good) < signups.INVITATIONS_A_PERSON}
    return render(request, "account/invitations.html", context)


def _invite(request: HttpRequest, user: User) -> HttpResponse:
    """Make one more, or take one back."""
    which = request.POST.get("take_back", "")
    if which.isascii() and which.isdigit() and len(which) < 19:
        Invitation.objects.filter(made_by=user, pk=int(which), revoked_at=None).update(
            revoked_at=timezone.now()
        )
    elif signups.invite(user) is None:
        messages.error(request, _("You have given out as many as you may. Take one back first."))
    return redirect("account_invitations")


@never_cache
@login_required
def settings(request: HttpRequest) -> HttpResponse:
    """What somebody with an account may set, and where."""
    return render(request, "account/settings.html")
