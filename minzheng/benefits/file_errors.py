"""What a refused household file says: path, code, message and how to mend it, in Chinese."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

_BY_TYPE = {
    "missing": ("missing_field", "缺少必填项", "请补上这一项"),
    "missing_schema": ("missing_field", "没有写明 schema", '请写 "schema": "minzheng.household/1"'),
    "extra_forbidden": ("unknown_field", "没有这一项", "请删去，或核对字段名的拼写"),
    "literal_error": ("bad_code", "代码不在允许范围", "可用代码：{expected}"),
    "int_type": ("not_whole_number", "应为整数", "金额以分为单位写整数，不带小数点和引号"),
    "int_from_float": ("not_whole_number", "不接受小数", "金额以分为单位写整数"),
    "int_parsing_size": ("too_large", "数字过大", "请核对单位是否为分"),
    "greater_than_equal": ("too_small", "小于允许的最小值 {ge}", "请核对数字"),
    "less_than_equal": ("too_large", "大于允许的最大值 {le}", "请核对数字和单位"),
    "bool_type": ("not_true_or_false", "应为 true 或 false", "不带引号写 true 或 false"),
    "string_type": ("not_text", "应为文字", "请加双引号"),
    "string_pattern_mismatch": ("bad_code", "代码位数或字符不对", "地区代码 12 位数字，户籍所在区 6 位数字"),
    "string_too_short": ("missing_field", "不能为空", "请填写"),
    "string_too_long": ("too_long", "文字过长", "请缩短到 {max_length} 字以内"),
    "too_short": ("missing_field", "至少要有一项", "请补上"),
    "too_long": ("too_many", "项目过多", "最多 {max_length} 项"),
    "list_type": ("not_a_list", "应为列表", "请用方括号"),
    "bad_date": ("bad_date", "日期写法不对", "写成 1958-04-02 这样的年-月-日"),
    "dates_out_of_order": ("dates_out_of_order", "日期先后不对", "请核对起止日期"),
    "person_twice": ("person_twice", "同一人出现了两次", "每人只写一次"),
    "two_applicants": ("two_applicants", "关系为 self 的成员多于一个", "只保留一名申请人"),
    "json_invalid": ("not_json", "不是 JSON", "请检查引号、逗号和括号"),
}
_SAID_BY_CHECK = {"dates_out_of_order"}


class HouseholdFileError(Exception):
    """A household file that is refused; `errors` holds one entry per fault."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__("；".join(f"{each['path']} {each['message']}" for each in errors))
        self.errors = errors


def refusal(invalid: ValidationError) -> HouseholdFileError:
    """The errors of a validation as the file's reader should see them."""
    return HouseholdFileError([_said(each) for each in invalid.errors(include_url=False)])


def _said(error: Any) -> dict[str, str]:
    kind = error["type"]
    if kind.startswith("date_"):
        kind = "bad_date"
    if kind.endswith("_type") and kind not in _BY_TYPE:
        code, message, fix = "not_an_object", "应为一组“字段: 值”", "请用花括号"
    else:
        code, message, fix = _BY_TYPE.get(kind, ("invalid", "内容不对", "请核对"))
    context = dict(error.get("ctx") or {})
    if "expected" in context:
        context["expected"] = context["expected"].replace("'", "").replace(" or ", "、").replace(", ", "、")
    if kind in _SAID_BY_CHECK:
        message = error["msg"]
    if not isinstance(error["input"], dict | list) and code in ("bad_code", "not_whole_number", "bad_date"):
        message = f"{message}：{str(error['input'])[:40]}"
    path = "".join(f"/{part}" for part in error["loc"])
    return {
        "path": path or "/",
        "code": code,
        "message": message.format_map(context),
        "fix": fix.format_map(context),
    }
