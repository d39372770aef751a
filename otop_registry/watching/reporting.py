"""Errors to a Sentry-compatible server where SENTRY_DSN names one: what failed and where, with the
request's number; nothing a person typed, no cookies, no values of variables, no numbers of persons."""

from typing import Any

import sentry_sdk
from sentry_sdk.integrations.django import DjangoIntegration

from core.personal.error_reports import hide_numbers
from otop_registry.watching.request_ids import request_id


def report_to(dsn: str) -> None:
    """Begin reporting; called once, from the settings."""
    sentry_sdk.init(
        dsn=dsn,
        integrations=[DjangoIntegration()],
        include_local_variables=False,
        max_request_body_size="never",
        before_send=private,
    )


def private(event: Any, hint: dict[str, Any]) -> Any:
    """The event without what is a person's."""
    request = event.get("request", {})
    for name in ("data", "cookies", "query_string", "env"):
        request.pop(name, None)
    request["headers"] = {}
    event.pop("user", None)
    event.pop("breadcrumbs", None)
    event.setdefault("tags", {})["request_id"] = request_id()
    return _hidden(event)


def _hidden(told: Any) -> Any:
    if isinstance(told, str):
        return hide_numbers(told)
    if isinstance(told, dict):
        return {name: _hidden(value) for name, value in told.items()}
    if isinstance(told, list):
        return [_hidden(value) for value in told]
    return told
