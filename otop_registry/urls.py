"""The whole address space: the portal's own site at the root, and the pages that need no account."""

from django.contrib import admin
from django.urls import path

from accounts.views.invitation import InvitationView
from accounts.views.provider import ProviderAnswerView, ProviderAskView
from accounts.views.sign_in import SecondFactorView
from api.public_urls import urlpatterns as api_patterns
from catalogue.public_urls import urlpatterns as catalogue_patterns
from data_protection.views.notice import NoticeView
from open_data.public_urls import urlpatterns as open_data_patterns
from otop_registry.watching import health, metrics
from sales.views.papers import (
    OfflineSignatureView,
    OfflineView,
    PaperKeysView,
    PapersView,
)
from sales.views.prints import VerifyPrintView
from sales.views.producer_report import ProducerCertificateView, ProducerReportView

handler500 = "otop_registry.errors.portal_error"

urlpatterns = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("metrics", metrics.metrics),
    path("verify/", PapersView.as_view(), name="verify-papers"),
    path("verify/otop-verify.html", OfflineView.as_view(), name="verify-offline"),
    path("verify/otop-verify.html.sig", OfflineSignatureView.as_view(), name="verify-signature"),
    path("verify/keys.json", PaperKeysView.as_view(), name="verify-keys"),
    path("verify/<str:token>/", VerifyPrintView.as_view(), name="verify-print"),
    path("privacy/", NoticeView.as_view(), name="privacy"),
    path("invitation/<str:token>/", InvitationView.as_view(), name="invitation"),
    # Short: it is typed from a slip, and drawn as a QR code that a simple phone reads.
    path("r/<str:token>/", ProducerReportView.as_view(), name="producer-report"),
    path(
        "r/<str:token>/certificates/<int:pk>/",
        ProducerCertificateView.as_view(),
        name="producer-certificate",
    ),
    path("login/second-factor/", SecondFactorView.as_view(), name="second-factor"),
    path("login/provider/", ProviderAskView.as_view(), name="provider-ask"),
    path("login/provider/answer/", ProviderAnswerView.as_view(), name="provider-answer"),
    *open_data_patterns,
    *api_patterns,
    *catalogue_patterns,
    path("", admin.site.urls),
]
