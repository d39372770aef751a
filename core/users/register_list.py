"""A register's list at the size of the nation: 226,000 products, a hundred of them on a page."""

from typing import Any
from urllib.parse import quote

from django.contrib.admin.utils import quote as quoted_key
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Page, Paginator
from django.db.models import Count, F, QuerySet, Value, Window
from django.db.models.constants import LOOKUP_SEP
from django.db.models.functions import Concat
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

# From three letters on pg_trgm answers from its index.
_LETTERS_OF_A_TRIGRAM = 3


class KeysFirstPaginator(Paginator):  # type: ignore[type-arg]  # generic in the stubs only
    """Finds a page by the keys alone, then reads the rows of just these with what belongs to them.

    In one query PostgreSQL would join and carry whole rows for all it has to sort or to skip. A search
    reads all it finds anyway, so the keys of the `expected` page and the count are asked at once.
    """

    object_list: QuerySet[Any]
    expected = 1

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known: dict[int, list[Any]] = {}  # keys by page

    @cached_property
    def count(self) -> int:
        if _is_search(self.object_list):
            counted = self.object_list.annotate(found=Window(Count("*"))).values_list("pk", "found")
            begin = (self.expected - 1) * self.per_page
            found = list(counted[begin : begin + self.per_page])
            if found:
                self.known[self.expected] = [key for key, _ in found]
                return found[0][1]
        return self.object_list.count()

    def page(self, number: Any) -> "Page[Any]":
        number = self.validate_number(number)
        keys = self.known.get(number)
        if keys is None:
            begin = (number - 1) * self.per_page
            found = self.object_list.values_list("pk", flat=True)
            keys = list(found[begin : begin + self.per_page])
        return Page(self.object_list.filter(pk__in=keys), number, self)


class RegisterChangeList(ChangeList):
    """The stock list, but the address of a record, with the filters it came from, is put together once.

    The stock list looks the address up for every row, and up again to add the filters: a third of
    what the page costs.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        self._before_key, self._after_key = reverse(name, args=["*"]).split("*")
        if self.preserved_filters:
            self._after_key += f"?{self.preserved_filters}"
        self.preserved_filters = ""  # said already: nothing is added to the address of a row

    def get_results(self, request: HttpRequest) -> None:
        """Of the rows on the page only what its columns say: a record and those it belongs to have two
        hundred columns, of which a list shows eight."""
        super().get_results(request)
        if not isinstance(self.result_list, QuerySet):
            return
        paginator: Any = self.paginator
        shown_in: Any = self.model_admin
        if not self.multi_page and paginator.known:
            # The search has found them: it is not run again.
            self.result_list = paginator.page(1).object_list
        if shown_in.list_reads:
            self.result_list = _read_for(shown_in, self.result_list)

    def url_for_result(self, result: Any) -> str:
        key = getattr(result, self.pk_attname)
        if not isinstance(key, int):
            key = quote(str(quoted_key(key)))
        return f"{self._before_key}{key}{self._after_key}"


def _read_for(shown_in: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    """What the columns of this register read, and no more."""
    above = {LOOKUP_SEP.join(name.split(LOOKUP_SEP)[:-1]) for name in shown_in.list_reads} - {""}
    district = shown_in.list_district
    rows = rows.select_related(None)
    if above:  # without a name Django joins everything
        rows = rows.select_related(*above)
    return rows.only(*shown_in.list_reads).annotate(
        shown_district=F(f"{district}__name_th"),
        shown_province=F(f"{district}__province__name_th"),
    )


def _is_search(queryset: QuerySet[Any]) -> bool:
    """Whether it comes from `sorted_after_search`."""
    order = queryset.query.order_by
    return bool(order) and isinstance(order[0], Concat)


def sorted_after_search(queryset: QuerySet[Any], search_term: str) -> QuerySet[Any]:
    """What a search found, in the same order, sorted after it was found.

    With an index on the order, PostgreSQL would walk the register until it has a page of matches,
    which reads nearly the whole table when they come late (ผ้า, อาหาร). Ordering by an expression
    without an index makes it search by trigram first and sort afterwards.
    """
    order = list(queryset.query.order_by)
    if len(search_term.strip()) < _LETTERS_OF_A_TRIGRAM or order[:1] != ["sort_key"]:
        return queryset
    return queryset.order_by(Concat("sort_key", Value("")), *order[1:])
