"""The public catalogue below /p/: no sign-in, no cookie, the same page for everybody.

Whatever is shown is found through catalogue.published. A page is named by its content (ETag) and asked
about each time (no-cache), by browsers and by caches between: what was taken off is gone at once.
"""

from datetime import timedelta
from io import BytesIO
from typing import Any

import segno
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http import HttpResponsePermanentRedirect as Moved
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views import View

from catalogue import facts, kept, published, search, structured
from catalogue.rules import PICTURES
from chuanchim.models import Outlet, OutletPicture
from core.areas.models import Province
from core.areas.places import PLACES
from core.areas.row_security import seen_as_portal
from core.reports.charts.tiles import shades
from core.thai import calendar
from core.users.brakes import Limit, held, note_try
from core.users.client_address import client_address
from core.users.register_list import KeysFirstPaginator
from producers.models import Producer
from products.models import Product, ProductPicture

PER_PAGE = 24
MOST_OUTLETS = 200  # of a province, in its list
_SIDE, _APART = 40, 2
# Searches of one address, behind which a whole school or a carrier may sit.
OF_ADDRESS = Limit("catalogue_search", 600, timedelta(minutes=10), (timedelta(minutes=10),))
_LARGEST = 2**63 - 1  # of a column of PostgreSQL


class PublicView(View):
    """Sees as the portal: there is nobody whose area it could be, and the door is `published`."""

    language: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs.get("pk", 0) > _LARGEST:
            raise Http404("no record has such a number")
        english = request.GET.get("lang") == facts.ENGLISH
        self.language = facts.ENGLISH if english else "th"
        with seen_as_portal("nobody is signed in; the door is what was published"):
            answer = self.waits(**kwargs) or super().dispatch(request, *args, **kwargs)
        # Row security asked who is signed in; the page does not differ by it, so caches may share it.
        request.session.accessed = False
        return answer

    def waits(self, **kwargs: Any) -> HttpResponse | None:
        """What an address that asked too often is told (`told_to_wait`); most pages have no limit."""
        return None

    def told_to_wait(self, limit: Limit, template: str) -> HttpResponse | None:
        """The page for an address that asked more often than the limit lets it; each call counts."""
        address = client_address(self.request)
        until = held(limit, address) or note_try(limit, address)
        if not until:
            return None
        with translation.override(self.language):
            said = {"title": translation.gettext("รอสักครู่"), "until": calendar.moment(until)}
        answer = HttpResponse(kept.draw(template, said, self.language), status=429)
        answer["Cache-Control"] = "no-store"
        return answer

    def send(self, page: kept.Page) -> HttpResponseBase:
        """The page, packed where the browser takes it, or 304 where it has this very content."""
        packed = "gzip" in self.request.headers.get("Accept-Encoding", "")
        answer = HttpResponse(page.packed if packed else page.body)
        if packed:
            answer["Content-Encoding"] = "gzip"
        answer["ETag"] = page.etag
        return self.named(answer)

    def named(self, answer: HttpResponse) -> HttpResponseBase:
        """By its ETag: 304 where the browser has it."""
        answer["Cache-Control"] = "public, no-cache"
        patch_vary_headers(answer, ["Accept-Encoding"])
        found = get_conditional_response(self.request, etag=answer["ETag"], response=answer)
        assert found is not None
        return found


class RecordPage(PublicView):
    """The page of one record: moved where it was merged, gone where it was shown once."""

    model: type[Any]
    name: str

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        page = kept.page(self.model, pk, self.language)
        return self.send(page) if page else self.not_shown(pk)

    def not_shown(self, pk: int) -> HttpResponseBase:
        if into := published.merged_into(self.model, pk):
            suffix = "?lang=en" if self.language == facts.ENGLISH else ""
            return Moved(reverse(self.name, args=[into]) + suffix)
        if not published.was_ever(self.model, pk):
            raise Http404("not in the catalogue")
        with translation.override(self.language):
            context = {"title": translation.gettext("ไม่ได้เผยแพร่แล้ว")}
        text = kept.draw("catalogue/gone.html", context, self.language)
        answer = HttpResponse(text, status=410)
        answer["Cache-Control"] = "no-store"
        return answer


class ProductPage(RecordPage):
    model, name = Product, "catalogue-product"


class ProducerPage(RecordPage):
    model, name = Producer, "catalogue-producer"


class OutletPage(RecordPage):
    model, name = Outlet, "catalogue-outlet"


class ProductCode(RecordPage):
    """The QR code of a product's page, for its package."""

    model, name = Product, "catalogue-code"

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        if not published.products().filter(pk=pk).exists():
            return self.not_shown(pk)
        drawn = BytesIO()
        path = reverse("catalogue-product", args=[pk])
        code = segno.make(structured.address(path), error="m", micro=False)
        code.save(drawn, kind="svg", scale=8, border=4)
        answer = HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
        answer["ETag"] = kept.as_page(structured.address(path)).etag
        answer["Content-Disposition"] = f'inline; filename="otop-{pk}.svg"'
        return self.named(answer)


class PictureFile(PublicView):
    """A picture of a record that is shown, where its producer agreed to pictures."""

    models = {"products": (ProductPicture, Product), "outlets": (OutletPicture, Outlet)}

    def get(self, request: HttpRequest, kind: str, pk: int, size: str) -> HttpResponseBase:
        if kind not in self.models or size not in ("full", "thumbnail"):
            raise Http404("no such picture")
        pictures, of = self.models[kind]
        picture: Any = pictures._default_manager.filter(pk=pk).first()
        owner = picture and published.published(of).filter(pk=picture._owner_key()).first()
        if not owner or PICTURES.key not in published.shown_parts(owner):
            raise Http404("not in the catalogue")
        file = (picture.thumbnail or picture.file) if size == "thumbnail" else picture.file
        try:
            with file.open("rb") as opened:
                answer = HttpResponse(opened.read(), content_type="image/jpeg")
        except FileNotFoundError as error:
            raise Http404("its file is lost") from error
        answer["ETag"] = f'"{str(file.name).rsplit("/", 1)[-1]}"'  # a new file has a new name
        answer["X-Content-Type-Options"] = "nosniff"
        return self.named(answer)


class SearchPage(PublicView):
    """Looking for products; without a question all of them. The one page that works anew each time,
    beside the offices' own work, so whoever asks without end waits."""

    def waits(self, **kwargs: Any) -> HttpResponse | None:
        return self.told_to_wait(OF_ADDRESS, "catalogue/waits.html")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        form = search.SearchForm(request.GET, english=self.language == facts.ENGLISH)
        asked = form.asked
        pages = KeysFirstPaginator(search.found(asked), PER_PAGE)
        page = pages.get_page(request.GET.get("page"))
        with translation.override(self.language):
            lines = facts.in_list(page.object_list, self.language)
        query = request.GET.copy()
        query.pop("page", None)
        query.pop("lang", None)
        context = {
            "title": "",
            "form": form,
            "asked": asked,
            "more": len(asked.keys() - {"q", "near"}),
            "page": page,
            "lines": lines,
            "query": query.urlencode(),
            "canonical": structured.address(reverse("catalogue")),
        }
        return self.send(kept.as_page(kept.draw("catalogue/search.html", context, self.language)))


class OutletsPage(PublicView):
    """ชวนชิม on the map: how many in each province, and those of the one chosen."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        english = self.language == facts.ENGLISH
        by_province = published.outlets().order_by().values_list("district__province")
        counts = dict(by_province.annotate(count=Count("pk")))
        name_of = dict(Province.objects.values_list("pk", "name_en" if english else "name_th"))
        chosen = request.GET.get("province", "")
        chosen = chosen if chosen in counts else ""
        of_chosen = published.outlets().filter(district__province=chosen)
        with translation.override(self.language):
            title = translation.gettext("ร้าน OTOP ชวนชิม")
        rows: Any = of_chosen.select_related("district__province", "subdistrict") if chosen else ()
        lines = [
            {
                "name": one.name,
                "path": reverse("catalogue-outlet", args=[one.pk]),
                "place": facts.place(one, self.language),
            }
            for one in rows[:MOST_OUTLETS]
        ]
        context = {
            "title": title,
            "canonical": structured.address(reverse("catalogue-outlets")),
            "squares": _squares(counts, name_of),
            "width": 10 * (_SIDE + _APART),
            "height": 18 * (_SIDE + _APART),
            "provinces": sorted(
                ((name_of[code], code, count) for code, count in counts.items()),
                key=lambda one: one[0],
            ),
            "chosen": name_of.get(chosen, ""),
            "lines": lines,
            "total": sum(counts.values()),
            "query": f"province={chosen}" if chosen else "",
        }
        return self.send(kept.as_page(kept.draw("catalogue/outlets.html", context, self.language)))


def _squares(counts: dict[str, int], name_of: dict[str, str]) -> list[facts.Facts]:
    """The 77 provinces as squares near their places (core.areas.places), darker the more they have."""
    shade = shades(list(counts.values()) or [1])
    step = _SIDE + _APART
    return [
        {
            "letters": letters,
            "name": name_of.get(code, ""),
            "code": code,
            "count": counts.get(code, 0),
            "x": column * step,
            "y": row * step,
            "middle": column * step + _SIDE // 2,
            "shade": shade(counts[code]) if code in counts else 0,
        }
        for code, (letters, column, row) in PLACES.items()
    ]
