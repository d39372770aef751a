"""What the apps above do beside a step of the months, in its transaction: each listens, none is known.

`month_closed` (month, by) is sent when the department has closed a month. A receiver that raises undoes
the step.
"""

from django.dispatch import Signal

month_closed = Signal()
