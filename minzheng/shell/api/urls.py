"""/api/: the interface and its description for people."""

from __future__ import annotations

from django.urls import path

from minzheng.shell.api.interface import build_api, list_urls
from minzheng.shell.api.views import describe

api = build_api()

urlpatterns = [path("docs/", describe, name="api.docs"), path("", list_urls(api))]
