"""Reports whose figures lead to where they come from: one link beside the table (figure_sources)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from core.reports.parameters import ParametersForm
from core.reports.report import Report
from core.users.models import User
from sales.reports.drill import address, changes_address
from sales.reports.parameters import scope_of


class ExplainedReport(Report):
    """Base of a report of sales over a scope."""

    beside_template: ClassVar[str] = "sales/figure_sources_link.html"

    def beside(self, user: User, form: ParametersForm) -> Mapping[str, Any]:
        return sources_of(form)


def sources_of(form: ParametersForm) -> dict[str, str]:
    """Where the figures that the form asks for come from; of those known on a day, what changed since.
    Nothing while it cannot be read."""
    if not form.is_valid():
        return {}
    measure, scope = form.cleaned_data.get("measure") or "", scope_of(form.cleaned_data)
    if scope.known_on:
        return {"changes": changes_address(scope, scope.known_on)}
    return {"sources": address("figure-sources", scope, measure=measure)}
