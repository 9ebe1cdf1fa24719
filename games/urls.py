"""Addresses of pages."""

from django.urls import path

from games import making, views

urlpatterns = [
    path("", views.home, name="home"),
    path("play/", views.play, name="play"),
    path("tables/new/", making.make_table, name="make_table"),
    path("tables/new/summary/", making.table_summary, name="table_summary"),
    path("join/", views.join, name="join"),
    path("t/<str:code>/", views.table, name="table"),
    path("t/<str:code>/qr.svg", views.qr, name="qr"),
    path("t/<str:code>/sit/", views.sit, name="sit"),
    path("rules/", views.rules, name="rules"),
    path("fairness/", views.fairness, name="fairness"),
    path("learn/", views.learn, name="learn"),
]
