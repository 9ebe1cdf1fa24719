"""Addresses of results."""

from django.urls import path

from leaderboards import cpu_pages, views

urlpatterns = [
    path("leaderboards/", views.leaderboard, name="leaderboards"),
    path("leaderboards/seasons/", views.season_list, name="seasons"),
    path("leaderboards/seasons/<str:month>/", views.season, name="season"),
    path("leaderboards/games/<int:number>/", views.game, name="game_results"),
    path("leaderboards/<str:metric>/", views.leaderboard, name="leaderboard"),
    path("players/<str:username>/", views.player, name="player"),
    path("cpu/", cpu_pages.overview, name="cpu_players"),
    path("cpu/<str:key>/", cpu_pages.persona, name="cpu_player"),
    path("achievements/", views.achievements, name="achievements"),
]
