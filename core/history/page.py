"""The page that tells one record's history: read-only, newest first."""

from django.contrib.admin.options import ModelAdmin
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from core.history.changes import acts, described, events_of

EVENTS_A_PAGE = 50


def history_page(request: HttpRequest, record_admin: ModelAdmin, record: Model) -> HttpResponse:
    """`record` was reached through `visible_to`; who sees it sees its whole history, also of the time
    it lay elsewhere. A page number that is none shows the first or the last page."""
    model = type(record)
    page = Paginator(events_of(record), EVENTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": f"ประวัติ {record}",
        "object": record,  # the stock page's name for it: areas, changed by no hand, keep that page
        "opts": record_admin.opts,
        "acts": acts(described(list(page.object_list), model)),
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
    }
    return TemplateResponse(request, "admin/object_history.html", context)
