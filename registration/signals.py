"""What the apps above do beside a step, in its transaction: each listens, none is known here.

`record_cancelled` (record, by, reason, at; merged: whether into another record) and `record_restored`
(record, by, reason, cancelled_at: when it had been cancelled) are sent with the record's class as
sender: products go with their producer, open sales months are settled. `round_announced` (announcement,
by) is sent when the department announced. A receiver that raises undoes the step.
"""

from django.dispatch import Signal

record_cancelled = Signal()
record_restored = Signal()
round_announced = Signal()
