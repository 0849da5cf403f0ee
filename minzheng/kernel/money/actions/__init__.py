"""Everything that changes money. Each verb is one transaction with its permission, its proof and its evidence."""

from minzheng.kernel.money.actions.accounts import AccountRequest, register_accounts
from minzheng.kernel.money.actions.decisions import close_batch, recover_lines, reissue_lines, release_lines
from minzheng.kernel.money.actions.exporting import export_batch
from minzheng.kernel.money.actions.funds import install_fund
from minzheng.kernel.money.actions.opening import open_batch
from minzheng.kernel.money.actions.returning import (
    ReturnResult,
    pick_up_returns,
    take_return_body,
    take_return_file,
)
from minzheng.kernel.money.actions.signing import approve_batch, discard_batch, review_batch, sign_batch
from minzheng.kernel.money.rules.finished_lines import FinishedLine

__all__ = [
    "AccountRequest", "FinishedLine", "ReturnResult", "approve_batch", "close_batch", "discard_batch",
    "export_batch", "install_fund", "open_batch", "pick_up_returns", "recover_lines", "register_accounts",
    "reissue_lines", "release_lines", "review_batch", "sign_batch", "take_return_body", "take_return_file",
]  # fmt: skip
