"""The workbench's own addresses."""

from __future__ import annotations

from django.urls import path

from minzheng.shell.web.views import account, home

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", home.search, name="search"),
    path("accounts/login/", account.LogIn.as_view(), name="login"),
    path("accounts/logout/", account.LogOut.as_view(), name="logout"),
    path("accounts/keys/", account.keys, name="keys"),
    path("preferences/", account.prefer, name="prefer"),
    path("demo/day/", account.demo_day, name="demo_day"),
]
