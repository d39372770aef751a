"""What the key of a request covers: resources, and provinces. A request without a key, and a key without
provinces, has all that is public."""

from django.db.models import QuerySet
from django.http import HttpRequest

from api.models import PartnerKey
from api.problems import OUTSIDE, refuse

_KEY = "partner_key"


def note_key(request: HttpRequest, key: PartnerKey | None) -> None:
    setattr(request, _KEY, key)


def key_of(request: HttpRequest) -> PartnerKey | None:
    return getattr(request, _KEY, None)


def has_areas(request: HttpRequest) -> bool:
    key = key_of(request)
    return bool(key and key.areas)


def check_resource(request: HttpRequest, name: str) -> None:
    key = key_of(request)
    if key and name not in key.resources:
        raise refuse(
            OUTSIDE,
            f"This key is for {', '.join(key.resources)}",
            f"คีย์นี้ขอได้เฉพาะ {', '.join(key.resources)}",
        )


def areas_of(request: HttpRequest) -> tuple[str, ...]:
    """The provinces of the key; none: all."""
    key = key_of(request)
    return tuple(key.areas) if key else ()


def within_areas(request: HttpRequest, found: QuerySet, path: str) -> QuerySet:
    """Of records whose province stands at `path`, those of the key's provinces."""
    key = key_of(request)
    return found.filter(**{f"{path}__in": key.areas}) if key and key.areas else found


def check_area(request: HttpRequest, province: str) -> None:
    """`province`: "" where none was asked for."""
    key = key_of(request)
    if province and key and key.areas and province not in key.areas:
        raise refuse(
            OUTSIDE,
            f"This key is for provinces {', '.join(key.areas)}",
            f"คีย์นี้ขอได้เฉพาะจังหวัดรหัส {', '.join(key.areas)}",
        )
