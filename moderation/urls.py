"""Addresses of what players see of reports and sanctions. The console's own are under `/admin/`."""

from django.urls import path

from moderation import report_pages, sanction_pages

urlpatterns = [
    path("reports/", report_pages.my_reports, name="my_reports"),
    path("reports/games/<int:game>/<int:seat>/", report_pages.report_seat, name="report_seat"),
    path("players/<str:username>/report/", report_pages.report_player, name="report_player"),
    path("sanctions/", sanction_pages.my_sanctions, name="my_sanctions"),
    path("sanctions/<int:number>/appeal/", sanction_pages.appeal, name="appeal"),
    path("sanctions/<str:token>/", sanction_pages.sanctions_by_link, name="sanctions_by_link"),
    path("sanctions/<str:token>/<int:number>/appeal/", sanction_pages.appeal_by_link, name="appeal_by_link"),
]
