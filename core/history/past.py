"""The state of every record on a past day."""

from datetime import date, datetime, time, timedelta

from django.db.models import Model, QuerySet
from django.utils import timezone

from core.history.tracking import DELETE, event_model, tracking_of


def as_of(model: type[Model], day: date) -> QuerySet:
    """Each record of `model` as it was at the end of `day`, Bangkok time; those deleted by then are not
    among them.

    The rows are events, with the tracked columns of the model under their own names and the record's
    key as `pgh_obj_id`: filter, count and join them as the model's own.

        as_of(Producer, day).filter(status="announced").values("district").annotate(Count("pk"))

    Narrow it as the page needs it: events know no `visible_to`. Of a day before the history began
    (the first event of a record) nothing is known of it; a report goes by the record's own stamps there
    (`RegisteredQuerySet.registered_at`). KeyError for a model without history, ValueError for one whose
    events are rows before their change.
    """
    if getattr(tracking_of(model), "before", False):
        raise ValueError(
            f"{model.__name__}: its events say what a row was before, not what it became"
        )
    events = event_model(model)._default_manager
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    last = (
        events.filter(pgh_created_at__lt=end)
        .order_by("pgh_obj_id", "-pgh_created_at", "-pgh_id")
        .distinct("pgh_obj_id")
    )
    return events.filter(pgh_id__in=last.values("pgh_id")).exclude(pgh_label=DELETE)
