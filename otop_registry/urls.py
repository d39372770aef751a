"""The whole address space: the portal's own site at the root, and the one page that needs no account."""

from django.contrib import admin
from django.urls import path

from sales.views.prints import VerifyPrintView

urlpatterns = [
    path("verify/<str:token>/", VerifyPrintView.as_view(), name="verify-print"),
    path("", admin.site.urls),
]
