"""Addresses of pages."""

from django.urls import path

from games import views

urlpatterns = [
    path("", views.home, name="home"),
    path("play/", views.play, name="play"),
    path("tables/new/", views.make_table, name="make_table"),
    path("join/", views.join, name="join"),
    path("t/<str:code>/", views.table, name="table"),
    path("t/<str:code>/qr.svg", views.qr, name="qr"),
    path("t/<str:code>/sit/", views.sit, name="sit"),
    path("rules/", views.rules, name="rules"),
    path("learn/", views.learn, name="learn"),
]
