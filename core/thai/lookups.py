"""Finding a name by any part of it, as pg_trgm can answer from an index."""

from typing import Any

from django.db.models import CharField, TextField
from django.db.models.lookups import PatternLookup


@CharField.register_lookup
@TextField.register_lookup
class AnyPart(PatternLookup):
    """`name__anypart="กลุ่ม"`: ILIKE '%กลุ่ม%'.

    Django's `icontains` compares UPPER(name), which an index on the name itself cannot serve.
    """

    lookup_name = "anypart"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        name, name_params = self.process_lhs(compiler, connection)
        part, part_params = self.process_rhs(compiler, connection)
        return f"{name} ILIKE {part}", (*name_params, *part_params)
