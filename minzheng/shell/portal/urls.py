"""Public addresses: nothing here asks who is reading."""

from __future__ import annotations

from django.urls import path

from minzheng.shell.portal import views

urlpatterns = [
    path("", views.about, name="public.about"),
    path("areas/", views.areas, name="public.areas"),
    path("areas.csv", views.areas_file, name="public.areas_file"),
]
