"""A list found by a national id: looked up by its keyed hash, and never in an address.

The search box posts; what was typed comes back in the address as the mask and the first letters of the
keyed hash, of no use without the key.
"""

import re
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from core.personal.encryption import keyed_hash
from core.thai.identifiers import clean, is_of_person, masked

_TOKEN = re.compile(r"x-xxxx-xxxxx-\d\d-\d #([0-9a-f]{16})")
_NOT_ALLOWED = "ค้นหาด้วยเลขประจำตัวประชาชนได้เฉพาะเจ้าหน้าที่อำเภอและจังหวัดที่มีสิทธิเปิดดูเลข"


class FindsByNationalId(admin.ModelAdmin):
    """Mixed into the ModelAdmin of a NationalIdHolder, before the admin itself."""

    posts_search = True  # read by templates/admin/search_form.html

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """A search posted, or for a number, goes on with what may stand in an address."""
        posted = request.method == "POST" and SEARCH_VAR in request.POST
        asked = (request.POST if posted else request.GET).dict()
        number = _number(asked.get(SEARCH_VAR, ""))
        if posted or number:
            asked.pop("csrfmiddlewaretoken", None)
            if number:
                asked[SEARCH_VAR] = f"{masked(number)} #{keyed_hash(number)[:16]}"
                if not self._may_find(request):
                    messages.warning(request, _NOT_ALLOWED)
            return HttpResponseRedirect(f"{request.path}?{urlencode(asked)}")
        return super().changelist_view(request, extra_context)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        token, number = _TOKEN.fullmatch(search_term.strip()), _number(search_term)
        if not (token or number):
            return super().get_search_results(request, queryset, search_term)
        if not self._may_find(request):
            return queryset.none(), False
        if token:
            return queryset.filter(national_id_hash__startswith=token.group(1)), False
        return queryset.filter(national_id_hash=keyed_hash(number)), False

    def _may_find(self, request: HttpRequest) -> bool:
        """Who may see the number in full may ask whose it is."""
        return request.user.has_perm("personal.reveal_national_id")


def _number(term: str) -> str:
    """The national id that a search is for, right or mistyped; "" for any other words."""
    number = clean(term)
    return number if is_of_person(number) else ""
