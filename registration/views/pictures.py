"""Pictures of many records sent at once, named by code (registration.picture_batches)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from core.pages import RoleView
from core.users.requests import AuthenticatedHttpRequest
from registration.models import RegisteredRecord
from registration.picture_batches import (
    MOST_PICTURES_SENT,
    SEND,
    BatchRefused,
    ask,
    pictures_of,
)
from registration.registers import register_or_404


class PicturesView(RoleView):
    """Send a zip, or the pictures of a folder; on to the job that keeps them."""

    roles = SEND.roles

    def register(self) -> type[RegisteredRecord]:
        model = register_or_404(self.kwargs["app_label"], self.kwargs["model_name"])
        if pictures_of(model) is None:
            raise Http404("a register without pictures")
        return model

    def get(self, request: AuthenticatedHttpRequest, **kwargs: Any) -> HttpResponse:
        return self._page(self.register())

    def post(self, request: AuthenticatedHttpRequest, **kwargs: Any) -> HttpResponse:
        model = self.register()
        try:
            job = ask(model, request.FILES.getlist("files"), by=request.user)
        except BatchRefused as refusal:
            return self._page(model, str(refusal), status=422)
        return redirect("admin:job", pk=job.pk)

    def _page(
        self, model: type[RegisteredRecord], refusal: str = "", status: int = 200
    ) -> HttpResponse:
        context = {
            "title": f"ส่งรูป{model._meta.verbose_name}หลายรายการ",
            "register": model._meta.verbose_name,
            "refusal": refusal,
            "most_pictures": MOST_PICTURES_SENT,
        }
        return self.show("registration/pictures.html", context, status=status)
