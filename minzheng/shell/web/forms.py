"""One look for every form."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class WorkbenchRenderer(TemplatesSetting):
    """Fields are rendered with our own template: label, hint and error tied together for screen readers."""

    field_template_name = "web/_field.html"
