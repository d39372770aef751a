"""Every report by its key, in the order the apps registered them."""

from core.reports.report import Report

_reports: dict[str, Report] = {}


def register(report_class: type[Report]) -> type[Report]:
    """Class decorator for an app's `reports.py`; a key taken twice is a mistake of ours."""
    if report_class.key in _reports:
        raise ValueError(f"two reports of key {report_class.key!r}")
    _reports[report_class.key] = report_class()
    return report_class


def all_reports() -> list[Report]:
    return list(_reports.values())


def get_report(key: str) -> Report | None:
    return _reports.get(key)
