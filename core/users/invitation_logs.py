"""Links that let in without a sign-in, of invitations and of producers, are taken out of every line that
is logged and every report of an error."""

import logging
import re

_LINK = re.compile(r"(/(?:invitation|r)/)[^/\s\"'?]+")


def hide_links(text: str) -> str:
    return _LINK.sub(r"\1***", text)


class WithoutInvitationLinks(logging.Filter):
    """Rewrites the line in hand, for every handler after it; never drops one."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if "/invitation/" in said or "/r/" in said:
            record.msg, record.args = hide_links(said), ()
        return True
