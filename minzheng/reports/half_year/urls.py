"""Addresses of the report, mounted at the root."""

from __future__ import annotations

from django.urls import path

from minzheng.kernel.access.routes import needs
from minzheng.kernel.screens.menu import Entry
from minzheng.reports.half_year import views

menu = [Entry("半年报告", "file-text", "report.latest", rule=needs("kernel.half_year.view"), order=40)]

urlpatterns = [
    path("report/", views.latest, name="report.latest"),
    path("report/<str:period>/", views.show, name="report.show"),
    path("report/<str:period>/docx/", views.download, name="report.download"),
    path("report/<str:period>/check/", views.check, name="report.check"),
    path("report/<str:period>/freeze/", views.freeze, name="report.freeze"),
]
