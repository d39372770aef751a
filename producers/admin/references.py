"""The producers' choice lists as the department keeps them."""

from django.contrib import admin

from producers.models import (
    Agency,
    ExcludedKind,
    FundingSource,
    Programme,
    RegistryList,
    TransportMode,
)
from registration.references import ReferenceAdmin

admin.site.register([Agency, FundingSource, TransportMode], ReferenceAdmin)


@admin.register(RegistryList)
class RegistryListAdmin(ReferenceAdmin):
    list_display = ["name", "names", "position", "offered"]
    fields = ["name", "names", "position", "is_active"]


@admin.register(Programme)
class ProgrammeAdmin(ReferenceAdmin):
    list_display = ["name", "agency", "position", "offered"]
    list_select_related = ["agency"]
    fields = ["name", "agency", "position", "is_active"]


@admin.register(ExcludedKind)
class ExcludedKindAdmin(ReferenceAdmin):
    list_display = ["name", "words_together", "position", "offered"]
    fields = ["name", "words", "position", "is_active"]

    @admin.display(description="คำในชื่อ")
    def words_together(self, kind: ExcludedKind) -> str:
        return ", ".join(kind.words)
