"""Handing out a paper to who may see it; the view decides that before."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404


def as_download(file: FieldFile, name: str) -> FileResponse:
    """The file under a harmless name; 404 where there is none or storage has lost it."""
    if not file:
        raise Http404("no file")
    try:
        opened = file.open()
    except FileNotFoundError:
        raise Http404("the file is gone") from None
    ending = str(file.name).rsplit(".", 1)[-1]
    return FileResponse(
        opened,
        as_attachment=True,
        filename=f"{name}.{ending}",
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )
