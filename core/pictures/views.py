"""Pictures are served to who may see the record they belong to, and to nobody else."""

from django.apps import apps
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.utils.http import parse_etags, quote_etag
from django.views import View

from core.areas.scope import visible_rows
from core.fields import column_of, model_of
from core.pictures.models import Picture
from core.users.requests import AuthenticatedHttpRequest

SIZES = ("full", "thumbnail")


class PictureView(View):
    """One picture in one size. Out of area, no right to the record, no such thing: 404.

    The browser keeps it but asks each time whether it may still show it: office machines are shared.
    """

    def get(
        self, request: AuthenticatedHttpRequest, app: str, model: str, pk: int, size: str
    ) -> HttpResponseBase:
        if size not in SIZES:
            raise Http404("no such size")
        pictures = picture_model_or_404(app, model)
        if not request.user.has_perm(_right_to_see(pictures)):
            raise Http404("no right to these records")
        picture = get_object_or_404(visible_rows(pictures, request.user), pk=pk)
        kept = (picture.thumbnail or picture.file) if size == "thumbnail" else picture.file
        return picture_response(request, kept, f"{model}-{pk}-{size}")


def picture_response(request: AuthenticatedHttpRequest, kept: FieldFile, name: str) -> HttpResponse:
    """A JPEG of ours for who may see it (the view decided that); 304 where the browser has it."""
    etag = quote_etag(str(kept.name).rsplit("/", 1)[-1])  # a new file has a new name
    if etag in parse_etags(request.headers.get("If-None-Match", "").replace("W/", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = _picture(kept)
        response["Content-Disposition"] = f'inline; filename="{name}.jpg"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _picture(kept: FieldFile) -> HttpResponse:
    try:
        with kept.open("rb") as file:
            return HttpResponse(file.read(), content_type="image/jpeg")
    except FileNotFoundError as error:
        raise Http404("its file is lost") from error


def picture_model_or_404(app: str, model: str) -> type[Picture]:
    """A concrete model of pictures; no other model is looked at."""
    try:
        found = apps.get_model(app, model)
    except LookupError:
        raise Http404("no such model") from None
    if not issubclass(found, Picture):
        raise Http404("not a model of pictures")
    return found


def _right_to_see(pictures: type[Picture]) -> str:
    """The permission that opens the records these pictures belong to."""
    owner = model_of(column_of(pictures, pictures.owner_field))._meta
    return f"{owner.app_label}.view_{owner.model_name}"
