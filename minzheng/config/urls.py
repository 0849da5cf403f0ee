"""Addresses: the shell's own pages; registers, reports and interfaces are found, not listed."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from minzheng import discovery
from minzheng.kernel.screens.addresses import list_patterns

handler400 = "minzheng.shell.web.views.errors.bad_request"
handler403 = "minzheng.shell.web.views.errors.refused"
handler404 = "minzheng.shell.web.views.errors.not_found"
handler500 = "minzheng.shell.web.views.errors.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("minzheng.shell.web.urls")),
    path("api/", include("minzheng.shell.api.urls")),
    path("public/", include("minzheng.shell.portal.urls")),
    *(
        path("", include(f"{name}.urls"))
        for name in discovery.find_packages("minzheng.reports", holding="urls.py")
    ),
    *list_patterns(),
]
