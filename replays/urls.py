"""Addresses of replays. A link's token stands where anything may, so it comes last."""

from django.urls import path

from replays import analysis_views, list_views, sharing_views, views

urlpatterns = [
    path("", list_views.list_games, name="my_games"),
    path("import/", list_views.import_game, name="import_game"),
    path("games/<int:game>/", views.replay_of_game, name="replay_of_game"),
    path("games/<int:game>/share/", sharing_views.share_game, name="share_game"),
    path("games/<int:game>/play-on/", views.play_on, name="play_on"),
    path("games/<int:game>/analysis/", analysis_views.analysis, name="analysis"),
    path("<str:token>/play-on/", views.play_on, name="play_on_by_token"),
    path("<str:token>/analysis/", analysis_views.analysis, name="analysis_by_token"),
    path("<str:token>/embed/", views.replay_embed, name="replay_embed"),
    path("<str:token>/card.png", sharing_views.replay_card, name="replay_card"),
    path("<str:token>/qr.svg", sharing_views.replay_qr, name="replay_qr"),
    path("<str:token>/", views.replay, name="replay"),
]
