"""What people fill in to compute, sign, send and settle a month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.benefits.plates import find_benefits
from minzheng.kernel.access.actors import Actor
from minzheng.kernel.money.models import LineState
from minzheng.kernel.places.models import Area, Level
from minzheng.kernel.problems import Problem
from minzheng.kernel.screens.pickers import AreaField, area_choices
from minzheng.lines.assistance.payments.queries.households import MemberRow
from minzheng.lines.assistance.payments.queries.months import KINDS

LARGEST_FILE = 20 * 1024 * 1024
MONTHS_OFFERED = 24


def _optional(label: Any, widget: forms.Widget | None = None) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=200, widget=widget)


class RunForm(forms.Form):
    """Which month of which schemes is to be computed, for which district."""

    month = forms.RegexField(r"^\d{4}-(0[1-9]|1[0-2])$", label=_("月份"), widget=forms.Select)
    scheme = forms.ChoiceField(label=_("待遇项目"), required=False)
    remark = _optional(_("备注"))
    confirmed_everybody = forms.BooleanField(
        label=_("确认全员发放"),
        required=False,
        help_text=_("只有名单确实包含登记库中全部人员时才勾选，并在备注写明理由。"),
    )

    def __init__(self, *args: Any, actor: Actor, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].widget.choices = list_months(on)
        schemes = [(code, each.plate.zh) for code, each in find_benefits().items()]
        self.fields["scheme"] = forms.ChoiceField(
            label=_("待遇项目"), required=False, choices=[("", _("困难群众保障金（全部项目）")), *schemes]
        )
        self.fields["district"] = AreaField(list_districts(actor), label=_("区"))
        self.order_fields(["month", "scheme", "district", "remark", "confirmed_everybody"])


def list_months(on: date) -> list[tuple[str, str]]:
    """The month of a day and those before it, newest first, as a form offers them."""
    last = on.year * 12 + on.month - 1
    months = (divmod(number, 12) for number in range(last, last - MONTHS_OFFERED, -1))
    return [(f"{year:04d}-{month + 1:02d}",) * 2 for year, month in months]


def list_districts(actor: Actor) -> list[int]:
    """Ids of the districts in which the actor may compute a month."""
    found = Area.objects.filter(level=Level.DISTRICT, pk__in=actor.areas_for("assistance")).values_list(
        "pk", flat=True
    )
    return [pk for pk in found if actor.may("assistance.payments.run", pk)]


class ReturnFileForm(forms.Form):
    """A return file of the bank."""

    file = forms.FileField(label=_("回盘文件（CSV）"))

    def clean_file(self) -> Any:
        """The file, unless it is larger than any bank's answer."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("文件超过 20 MB，请分批上传。"))
        return file


class AccountForm(forms.Form):
    """A corrected account. The number travels in and is never shown again."""

    payee = forms.ChoiceField(label=_("收款人"))
    holder_name = forms.CharField(label=_("户名"), max_length=80)
    bank_code = forms.RegexField(
        r"^[0-9A-Za-z]{3,20}$",
        label=_("开户行行号"),
        error_messages={"invalid": _("行号应为 3 至 20 位数字或字母。")},
    )
    number = forms.CharField(
        label=_("银行账号"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, members: Sequence[MemberRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(row.person.pk), f"{row.name}（{row.relation}）") for row in members]
        self.fields["payee"] = forms.ChoiceField(label=_("收款人"), choices=choices)
        self.order_fields(["payee", "holder_name", "bank_code", "number"])


class DifferenceFilter(forms.Form):
    """Which differences to the month before are shown."""

    kind = forms.ChoiceField(label=_("变化"), required=False, choices=[("", _("全部变化")), *KINDS.items()])
    scheme = forms.ChoiceField(label=_("待遇项目"), required=False)
    area = forms.ChoiceField(label=_("区域"), required=False)

    def __init__(self, *args: Any, schemes: dict[str, str], areas: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"] = forms.ChoiceField(
            label=_("待遇项目"), required=False, choices=[("", _("全部项目")), *schemes.items()]
        )
        self.fields["area"] = forms.ChoiceField(
            label=_("区域"), required=False, choices=[("", _("全部区域")), *area_choices(areas)]
        )


class LineFilter(DifferenceFilter):
    """Which lines of a batch are shown."""

    kind = None  # type: ignore[assignment]  # Django's way of taking a field out
    q = forms.CharField(
        label=_("搜索"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部状态")), *LineState.choices]
    )
    field_order = ("q", "state", "scheme", "area")


def add_problem(form: forms.Form, problem: Problem) -> None:
    """A refusal beside its field, else above the form, with what to do about it."""
    column = problem.column if problem.column in form.fields else None
    form.add_error(column, f"{problem.message}{problem.fix}")
