"""A picture of a record, as the apps above make it concrete.

class ProductPicture(Picture):
    owner_field = "product"
    product = models.ForeignKey(Product, models.CASCADE, related_name="pictures")
    objects = ProductPictureQuerySet.as_manager()      # names its district_path

    class Meta(Picture.Meta):
        abstract = False
        constraints = picture_constraints("product")
"""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import models, transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from core.documents.keeping import delete_on_commit
from core.fields import column_of, model_of
from core.pictures.processing import (
    SHARPNESS_NEEDED,
    SHORTEST_EDGE,
    Prepared,
    faults_of,
)

# Pictures that are too small or blurred, for worklists; the same as `Picture.faults`.
FAULTY = (
    Q(width__lt=SHORTEST_EDGE) | Q(height__lt=SHORTEST_EDGE) | Q(sharpness__lt=SHARPNESS_NEEDED)
)


def random_name(picture: "Picture", filename: str) -> str:
    """A folder of the model and a name nobody can guess: pictures are reached through the portal."""
    folder = f"pictures/{picture._meta.app_label}/{picture._meta.model_name}"
    name = uuid.uuid4().hex
    return f"{folder}/{name[:2]}/{name}.jpg"


def picture_constraints(owner_field: str) -> list[models.BaseConstraint]:
    """What a concrete model asks of the database: one cover a record; measured whole or not at all."""
    return [
        models.UniqueConstraint(
            fields=[owner_field], condition=Q(is_cover=True), name="%(class)s_one_cover"
        ),
        models.CheckConstraint(
            condition=Q(width=None, height=None, sharpness=None)
            | Q(
                width__isnull=False,  # said, since a check lets through what compares with nothing
                height__isnull=False,
                sharpness__isnull=False,
                width__gt=0,
                height__gt=0,
                sharpness__gte=0,
            ),
            name="%(class)s_measured_whole",
        ),
    ]


class Picture(models.Model):
    """A picture of a record; abstract.

    The first one of a record is its cover by itself; choosing another moves the cover, deleting it
    hands the cover to the next. Too small and blurred ones are kept and say so in `faults`.
    """

    owner_field: ClassVar[str]

    file = models.ImageField("รูป", upload_to=random_name, max_length=200, editable=False)
    thumbnail = models.ImageField(
        "รูปย่อ", upload_to=random_name, max_length=200, editable=False, blank=True
    )
    position = models.PositiveSmallIntegerField("ลำดับ", blank=True)
    is_cover = models.BooleanField("รูปปก", default=False)
    caption = models.CharField("คำบรรยาย", max_length=200, blank=True)

    # Of what was sent, not of what is kept; none for pictures from before they were measured.
    width = models.PositiveIntegerField("กว้าง (จุด)", null=True, editable=False)
    height = models.PositiveIntegerField("สูง (จุด)", null=True, editable=False)
    sharpness = models.FloatField("ความคมชัด", null=True, editable=False)

    uploaded_at = models.DateTimeField("เพิ่มเมื่อ", default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="เพิ่มโดย",
    )

    class Meta:
        abstract = True
        ordering = ["position", "id"]
        verbose_name = verbose_name_plural = "รูป"

    def __str__(self):
        return self.caption or f"รูปที่ {self.position}"

    def save(self, *, update_fields=None, **kwargs):
        """Saves, and keeps the record's cover one: at most and at least."""
        with transaction.atomic():
            others = self._others_locked()
            if self.position is None:
                last = others.aggregate(last=Max("position"))["last"]
                self.position = (last or 0) + 1
            if self.is_cover:
                others.filter(is_cover=True).update(is_cover=False)
            else:
                self.is_cover = not others.filter(is_cover=True).exists()
            if update_fields is not None:
                update_fields = {*update_fields, "position", "is_cover"}
            super().save(update_fields=update_fields, **kwargs)
            for storage, name in self.__dict__.pop("_replaced", ()):
                delete_on_commit(storage, name)

    @property
    def is_measured(self) -> bool:
        return None not in (self.width, self.height, self.sharpness)

    @property
    def faults(self) -> list[str]:
        """What is wrong with it, in Thai sentences that say how to mend it."""
        if self.width is None or self.height is None or self.sharpness is None:
            return []  # not measured
        return faults_of(self.width, self.height, self.sharpness)

    def address(self, size: str) -> str:
        """Where the portal serves it, `size` "full" or "thumbnail"; to who may see the record."""
        return reverse(
            "admin:picture", args=[self._meta.app_label, self._meta.model_name, self.pk, size]
        )

    @property
    def thumbnail_address(self) -> str:
        return self.address("thumbnail")

    @property
    def full_address(self) -> str:
        return self.address("full")

    def keep(self, prepared: Prepared, by=None) -> Self:
        """Take what an upload became, instead of what was there; the caller saves.

        The files it replaces go once that is committed.
        """
        self._replaced = _files_of(self)
        self.file.save("", ContentFile(prepared.picture), save=False)
        self.thumbnail.save("", ContentFile(prepared.thumbnail), save=False)
        self.width, self.height = prepared.width, prepared.height
        self.sharpness = prepared.sharpness
        self.uploaded_at, self.uploaded_by = timezone.now(), by
        return self

    def others(self) -> models.QuerySet:
        """The other pictures of the same record."""
        rows = type(self)._base_manager.filter(**{self.owner_field: self._owner_key()})
        return rows.exclude(pk=self.pk) if self.pk else rows

    def _others_locked(self) -> models.QuerySet:
        """Locks the record's other pictures, so that two first pictures added at once do not both
        become the cover."""
        owners = model_of(column_of(self, self.owner_field))._base_manager
        list(owners.select_for_update(no_key=True).filter(pk=self._owner_key()).values_list("pk"))
        return self.others()

    def _owner_key(self) -> int | None:
        return getattr(self, column_of(self, self.owner_field).attname)


def forget_deleted(sender: type[Picture], instance: Picture, **kwargs) -> None:
    """After a deletion: its files go, and the next picture is the cover if it was one."""
    for storage, name in _files_of(instance):
        delete_on_commit(storage, name)
    if instance.is_cover:
        following = instance.others().order_by("position", "id").first()
        if following is not None:
            sender._base_manager.filter(pk=following.pk).update(is_cover=True)


def _files_of(picture: Picture) -> list[tuple[Storage, str]]:
    return [(kept.storage, kept.name) for kept in (picture.file, picture.thumbnail) if kept]
