"""Which forms were sent and done: so that the same form sent twice is done once."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

# How long the portal remembers that a form arrived; static/js/forms/kept.js keeps what was
# typed for as long.
KEPT = timedelta(days=14)


class SentFormQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Forms are their sender's alone."""
        return self.filter(by=user) if user.is_authenticated else self.none()

    def old(self) -> Self:
        return self.filter(sent_at__lt=timezone.now() - KEPT)


class SentForm(models.Model):
    """A form that was sent and answered with a redirect: it is done. Nothing of what it said is here.

    `content_hash`: of sender, address, the form's token and all it said; the same twice is the same
    form sent twice. `token_hash`: of sender and token, by which the browser asks whether it arrived.
    `said`: the messages of its answer (level, text, tags, whether it is HTML), for who sent it twice.
    """

    content_hash = models.CharField(max_length=64, unique=True)
    token_hash = models.CharField(max_length=64, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now, db_index=True)
    leads_to = models.TextField(blank=True)
    said = models.JSONField(default=list)

    objects = SentFormQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "แบบฟอร์มที่ส่งแล้ว"

    def __str__(self):
        return f"{self.by} {self.sent_at:%Y-%m-%d %H:%M:%S}"
