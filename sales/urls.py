"""Addresses of the sales pages, below /sales/; the roof mounts them behind the sign-in."""

from django.urls import path

from sales.views.audit import AuditResultView, AuditView
from sales.views.board import BoardView, ConfirmView, RemindView
from sales.views.certificates import (
    CertificatePaperView,
    CertificatesView,
    CertificateView,
)
from sales.views.check import CheckView, RestWithoutSalesView
from sales.views.dates import ChangeDatesView, FillHolidaysView, RoadmapView
from sales.views.evidence import (
    EvidenceFileView,
    EvidenceListView,
    ProducerEvidenceView,
    RemoveEvidenceView,
)
from sales.views.extensions import (
    AskExtensionView,
    ExtensionsView,
    ExtensionView,
    GrantExtensionView,
)
from sales.views.grid import AddRowView, GridView, RemoveRowView
from sales.views.home import CurrentMonthView
from sales.views.letters import DistrictLetterView, MonthReportView, ProvinceLetterView
from sales.views.months import MonthStateView, MonthsView
from sales.views.pivots import MailPivotView, RemovePivotView, SavePivotView
from sales.views.prints import PrintAgainView, PrintsView
from sales.views.proposals import (
    AcceptView,
    ProducerLinksView,
    ProducerPhotoView,
    ProposalsView,
    ProposalView,
)
from sales.views.resolutions import (
    DistrictResolutionView,
    ProvinceResolutionView,
    ResolutionFileView,
)
from sales.views.review import ReviewView
from sales.views.row_history import RowHistoryView
from sales.views.row_reason import RowReasonView
from sales.views.rows import RowsView

_DISTRICT = "<str:month>/<str:district>"

urlpatterns = [
    path("entry/", CurrentMonthView.as_view(), name="sales-entry"),
    path("check/", CurrentMonthView.as_view(page="sales-check"), name="sales-check-current"),
    path(
        "evidence/",
        CurrentMonthView.as_view(page="sales-evidence"),
        name="sales-evidence-current",
    ),
    path("board/", BoardView.as_view(), name="sales-board"),
    path("months/", MonthsView.as_view(), name="sales-months"),
    path("pivots/", SavePivotView.as_view(), name="sales-save-pivot"),
    path("pivots/<int:pk>/mail/", MailPivotView.as_view(), name="sales-mail-pivot"),
    path("pivots/<int:pk>/remove/", RemovePivotView.as_view(), name="sales-remove-pivot"),
    path("prints/", PrintsView.as_view(), name="sales-prints"),
    path("prints/<int:pk>/", PrintAgainView.as_view(), name="sales-print-again"),
    path(
        "proposals/",
        CurrentMonthView.as_view(page="sales-proposals"),
        name="sales-proposals-current",
    ),
    path(
        "producer-photos/<int:pk>/<str:size>/",
        ProducerPhotoView.as_view(),
        name="sales-producer-photo",
    ),
    path("certificates/", CertificatesView.as_view(), name="sales-certificates"),
    path("certificates/<int:pk>/", CertificateView.as_view(), name="sales-certificate"),
    path(
        "certificates/<int:pk>/paper/",
        CertificatePaperView.as_view(),
        name="sales-certificate-paper",
    ),
    path("months/<str:month>/", MonthStateView.as_view(), name="sales-month-state"),
    path("months/<str:month>/dates/", ChangeDatesView.as_view(), name="sales-month-dates"),
    path("months/<str:month>/confirm/", ConfirmView.as_view(), name="sales-confirm"),
    path("months/<str:month>/remind/", RemindView.as_view(), name="sales-remind"),
    path(
        "months/<str:month>/resolution/",
        ProvinceResolutionView.as_view(),
        name="sales-province-resolution",
    ),
    path("months/<str:month>/letter/", ProvinceLetterView.as_view(), name="sales-province-letter"),
    path("months/<str:month>/report/", MonthReportView.as_view(), name="sales-month-report"),
    path("roadmap/", RoadmapView.as_view(), name="sales-roadmap"),
    path("roadmap/fill/", FillHolidaysView.as_view(), name="sales-fill-holidays"),
    path("extensions/", ExtensionsView.as_view(), name="sales-extensions"),
    path("extensions/grant/", GrantExtensionView.as_view(), name="sales-grant-extension"),
    path("extensions/<int:pk>/", ExtensionView.as_view(), name="sales-extension"),
    path("extensions/<str:month>/ask/", AskExtensionView.as_view(), name="sales-ask-extension"),
    path("resolutions/<int:pk>/file/", ResolutionFileView.as_view(), name="sales-resolution-file"),
    path("evidence/<int:pk>/remove/", RemoveEvidenceView.as_view(), name="sales-remove-evidence"),
    path(
        "evidence/<int:pk>/file/<str:size>/", EvidenceFileView.as_view(), name="sales-evidence-file"
    ),
    path(f"{_DISTRICT}/", GridView.as_view(), name="sales-grid"),
    path(f"{_DISTRICT}/rows/", RowsView.as_view(), name="sales-rows"),
    path(f"{_DISTRICT}/add/", AddRowView.as_view(), name="sales-add-row"),
    path(f"{_DISTRICT}/rows/<int:row>/remove/", RemoveRowView.as_view(), name="sales-remove-row"),
    path(
        f"{_DISTRICT}/rows/<int:row>/history/", RowHistoryView.as_view(), name="sales-row-history"
    ),
    path(f"{_DISTRICT}/rows/<int:row>/reason/", RowReasonView.as_view(), name="sales-row-reason"),
    path(f"{_DISTRICT}/proposals/", ProposalsView.as_view(), name="sales-proposals"),
    path(f"{_DISTRICT}/proposals/accept/", AcceptView.as_view(), name="sales-accept-proposals"),
    path(f"{_DISTRICT}/proposals/<int:proposal>/", ProposalView.as_view(), name="sales-proposal"),
    path(f"{_DISTRICT}/producer-links/", ProducerLinksView.as_view(), name="sales-producer-links"),
    path(f"{_DISTRICT}/check/", CheckView.as_view(), name="sales-check"),
    path(
        f"{_DISTRICT}/rest-without-sales/",
        RestWithoutSalesView.as_view(),
        name="sales-rest-without-sales",
    ),
    path(
        f"{_DISTRICT}/letters/<str:letter>/",
        DistrictLetterView.as_view(),
        name="sales-district-letter",
    ),
    path(
        f"{_DISTRICT}/resolution/",
        DistrictResolutionView.as_view(),
        name="sales-district-resolution",
    ),
    path(f"{_DISTRICT}/evidence/", EvidenceListView.as_view(), name="sales-evidence"),
    path(
        f"{_DISTRICT}/evidence/<int:producer>/",
        ProducerEvidenceView.as_view(),
        name="sales-producer-evidence",
    ),
    path(f"{_DISTRICT}/audit/", AuditView.as_view(), name="sales-audit"),
    path(f"{_DISTRICT}/audit/<int:item>/", AuditResultView.as_view(), name="sales-audit-result"),
    path(f"{_DISTRICT}/review/", ReviewView.as_view(), name="sales-review"),
]
