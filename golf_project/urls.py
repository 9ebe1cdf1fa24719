"""All addresses of the site."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog

from accounts.language import choose_language
from golf_project import health, search_engines, web_app
from golf_project.api import api
from moderation import entries

# Kept by browsers, and asked about each time: it depends on the language that somebody has chosen.
# The project's own sentences are in it whatever `packages` says; this leaves out those of Django's console.
catalogue = cache_control(private=True, no_cache=True)(
    conditional_page(JavaScriptCatalog.as_view(packages=["golf_project"]))
)

handler400 = "golf_project.errors.bad_request"
handler403 = "golf_project.errors.forbidden"
handler404 = "golf_project.errors.not_found"
handler500 = "golf_project.errors.server_error"

# The console is entered as the site is: with its limits, and with a second factor where there is one.
admin.site.login = entries.noted(secure_admin_login(admin.site.login))  # type: ignore[method-assign, no-untyped-call]

urlpatterns = [
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}img/favicon.svg")),
    path("robots.txt", search_engines.robots, name="robots"),
    path("sitemap.xml", search_engines.sitemap, name="sitemap"),
    path("manifest.webmanifest", web_app.manifest, name="manifest"),
    path("sw.js", web_app.service_worker, name="service_worker"),
    path("offline/", web_app.offline, name="offline"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("i18n/setlang/", choose_language, name="set_language"),
    path("jsi18n/", catalogue, name="jsi18n"),
    # Where sockets and tokens end with the old password, and wrong ones are counted.
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
    path("", include("accounts.urls")),
    path("replays/", include("replays.urls")),
    path("", include("moderation.urls")),
    path("", include("leaderboards.urls")),
    path("", include("games.urls")),
]
