"""The choice list of the sales as the department keeps it."""

from django.contrib import admin

from core.registration.references import ReferenceAdmin
from sales.models import EvidenceKind

admin.site.register(EvidenceKind, ReferenceAdmin)
