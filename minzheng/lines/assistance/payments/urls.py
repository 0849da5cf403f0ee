"""The pages of the main job, below /assistance/payments/."""

from __future__ import annotations

from django.urls import path

from minzheng.kernel.access.routes import needs
from minzheng.kernel.screens.menu import Entry
from minzheng.lines.assistance.payments.views import batches, files, households, lines, months, returns

menu = [Entry("财务待办", "landmark", "payments.waiting", rule=needs("kernel.money.answer"), order=30)]

urlpatterns = [
    path("", months.overview, name="payments.months"),
    path("run/", months.run, name="payments.run"),
    path("waiting/", returns.waiting, name="payments.waiting"),
    path("returns/", returns.upload, name="payments.upload"),
    path("returns/pick-up/", returns.pick_up, name="payments.pick_up"),
    path("batches/<uuid:pk>/", batches.batch, name="payments.batch"),
    path("batches/<uuid:pk>/review/", batches.review, name="payments.review"),
    path("batches/<uuid:pk>/approve/", batches.approve, name="payments.approve"),
    path("batches/<uuid:pk>/discard/", batches.discard, name="payments.discard"),
    path("batches/<uuid:pk>/pay-out/", batches.pay_out, name="payments.pay_out"),
    path("batches/<uuid:pk>/settle/", batches.settle, name="payments.settle"),
    path("batches/<uuid:pk>/close/", batches.close, name="payments.close"),
    path("batches/<uuid:pk>/file.<str:form>", files.bank_file, name="payments.bank_file"),
    path("lines/<uuid:pk>/", lines.line, name="payments.line"),
    path("lines/<uuid:pk>/correct/", lines.correct, name="payments.correct"),
    path("lines/<uuid:pk>/explanation/", lines.explanation, name="payments.line_explanation"),
    path("households/<uuid:pk>/", households.household, name="payments.household"),
    path("people/<uuid:pk>/", households.person, name="payments.person"),
    path("<uuid:pk>/", months.month, name="payments.month"),
    path("<uuid:pk>/differences.<str:form>", months.export, name="payments.differences"),
    path("<uuid:pk>/households/<uuid:household>/", households.explanation, name="payments.explanation"),
]
