"""Addresses of the figures, mounted at the root."""

from __future__ import annotations

from django.urls import path

from minzheng.kernel.screens.menu import Entry
from minzheng.reports.dashboards import views

menu = [Entry("指标", "chart-line", "figures.list", order=30)]

urlpatterns = [
    path("figures/", views.listing, name="figures.list"),
    path("figures/catalogue.json", views.catalogue_json, name="figures.catalogue"),
    path("figures/<str:figure>/", views.detail, name="figures.detail"),
]
