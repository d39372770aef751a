"""Reports of errors (mails to the administrators, the developer's error page) without id numbers."""

import re

from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter

from core.users.invitation_logs import hide_links

HIDDEN = "(เลขประจำตัวไม่แสดง)"

# Thirteen digits, Arabic or Thai, however they are grouped, and two too few or too many.
_NUMBER = re.compile(r"(?<![0-9๐-๙])[0-9๐-๙](?:[\s\u200b-]{0,2}[0-9๐-๙]){10,14}(?![0-9๐-๙])")
_HIDDEN_FIELDS = ("national_id", "tax_id")


def hide_numbers(text: str) -> str:
    """The text with every number that may be a person's or a company's taken out, and every link that
    opens an account."""
    return hide_links(_NUMBER.sub(HIDDEN, text))


class PrivateExceptionReporter(ExceptionReporter):
    """Named by DEFAULT_EXCEPTION_REPORTER: hides what was posted, variables, the error's own words."""

    def get_traceback_text(self) -> SafeString:
        return SafeString(
            hide_links(super().get_traceback_text())
        )  # it names the address by itself

    def get_traceback_html(self) -> SafeString:
        return SafeString(hide_links(super().get_traceback_html()))

    def get_traceback_data(self) -> dict:
        data = super().get_traceback_data()
        for frame in data["frames"]:
            frame["vars"] = [(name, hide_numbers(value)) for name, value in frame.get("vars", ())]
            if frame.get("exc_cause"):
                frame["exc_cause"] = hide_numbers(str(frame["exc_cause"]))
        for name in ("exception_value", "exception_notes"):
            if name in data:
                data[name] = hide_numbers(data[name])
        for name in ("filtered_POST_items", "request_GET_items"):
            data[name] = [
                (key, HIDDEN if key.endswith(_HIDDEN_FIELDS) else hide_numbers(str(value)))
                for key, value in data.get(name, ())
            ]
        if "request_insecure_uri" in data:
            data["request_insecure_uri"] = hide_numbers(data["request_insecure_uri"])
        data["request_meta"] = {
            key: hide_numbers(value) if isinstance(value, str) else value
            for key, value in data["request_meta"].items()
        }
        return data
