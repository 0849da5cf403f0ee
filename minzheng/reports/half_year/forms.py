"""Handing in a text to be checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.reports.half_year.checker import UnreadableDocument
from minzheng.reports.half_year.checker.reading import read_bytes


class CheckForm(forms.Form):
    """A file (txt, docx) or pasted text; exactly one of them is read."""

    file = forms.FileField(label=_("报告文稿"), required=False, help_text=_("txt 或 docx"))
    text = forms.CharField(label=_("或粘贴文字"), required=False, widget=forms.Textarea(attrs={"rows": 8}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upload = cleaned.get("file")
        try:
            cleaned["content"] = read_bytes(upload.read()) if upload else cleaned.get("text", "")
        except UnreadableDocument as error:
            raise forms.ValidationError(error.message) from error
        if not cleaned["content"].strip():
            raise forms.ValidationError(_("请选择文件或粘贴文字。"))
        return cleaned
