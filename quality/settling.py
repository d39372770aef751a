"""At the end of a form or a job the districts it changed are counted anew, in its own transaction."""

from core.areas.row_security import seen_as_portal
from core.postgresql.before_commit import before_commit
from quality.counting import write_tallies
from quality.kept import districts_changed_here, forget_notes, locked, write_day
from quality.models import Campaign
from quality.progress import keep_figures

MOST_AT_ONCE = 30  # districts; of more the pages count what they show until the night


@before_commit
@seen_as_portal("a move changes the district it leaves too; kept are counts alone")
def settle() -> None:
    """Who meets another that does the same for a district leaves the note, and the pages count it."""
    changed = districts_changed_here(MOST_AT_ONCE + 1)
    if changed and len(changed) <= MOST_AT_ONCE and (own := locked(changed)):
        # Statements of their own, so that they see what was written by whom the locks were of before.
        forget_notes(own)
        write_tallies(own)
        for campaign in Campaign.objects.open():
            keep_figures(campaign, within=own)
        write_day(own)
