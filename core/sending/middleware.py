"""Processes a form once, however often it is sent, and answers database errors with a message."""

from django.contrib import messages
from django.contrib.messages import get_messages
from django.db import DatabaseError, IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeData, mark_safe

from core.postgresql.before_commit import settle_all
from core.postgresql.retrying import once_more_if_lost
from core.sending.models import SentForm
from core.sending.plain_ids import answer_plain_id, mask_of_plain_id
from core.sending.refusals import answer_refusal, forget_said, is_refusal
from core.sending.tokens import content_hash, token_hash, token_of
from core.thai import calendar
from core.users.requests import signed_in_user

# They begin or end the session that every answer belongs to: each is done for itself.
_OF_THE_SESSION = {"admin:login", "admin:logout", "admin:password_change", "second-factor"}


class SentOnceMiddleware:
    """Does a signed-in person's form in one transaction that first notes it as sent.

    The same form sent at the same moment waits for that note, and then leads to where the first one
    led, with what the first one said. What was refused, and a page in answer (something is to be
    corrected, or a paper is made), leave no note: the next sending is done afresh, after the first.
    Last of the middleware, so that nothing else looks at a request between the note and its view.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not _is_done_once(request):
            return None
        try:
            return _done_whole(request, view, args, kwargs)
        except DatabaseError as error:
            if not is_refusal(error):
                raise
            return answer_refusal(request, error)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A post without a token: of a page without our tag, or of a script."""
        if isinstance(error, DatabaseError) and is_refusal(error):
            return answer_refusal(request, error)
        return None


def _is_done_once(request: HttpRequest) -> bool:
    return (
        request.method == "POST"
        and token_of(request) != ""
        and request.user.is_authenticated
        and request.resolver_match is not None
        and request.resolver_match.view_name not in _OF_THE_SESSION
    )


@once_more_if_lost
def _done_whole(request: HttpRequest, view, args, kwargs) -> HttpResponse:
    _as_it_came(request)
    with transaction.atomic():
        sent = _note(request)
        if sent is None:
            return _answer_again(request)
        response = view(request, *args, **kwargs)
        if response.status_code < 400 and (mask := mask_of_plain_id(request)):
            transaction.set_rollback(True)
            return answer_plain_id(request, mask)
        settle_all()
        _keep_if_done(request, sent, response)
    return response


def _as_it_came(request: HttpRequest) -> None:
    """Nothing said, no file read: this may be the second try of a form whose first was undone."""
    forget_said(request)
    for _, files in request.FILES.lists():
        for file in files:
            file.seek(0)


def _note(request: HttpRequest) -> SentForm | None:
    """Note the form as sent; waits where another transaction has just noted it, None where it was
    done."""
    try:
        with transaction.atomic():
            return SentForm.objects.create(
                content_hash=content_hash(request),
                token_hash=token_hash(request.user, token_of(request)),
                by=signed_in_user(request),
            )
    except IntegrityError:
        return None


def _keep_if_done(request: HttpRequest, sent: SentForm, response: HttpResponse) -> None:
    # Django has no other name for what was said in this request.
    queued = getattr(get_messages(request), "_queued_messages", [])
    levels = {one.level for one in queued}
    was_refused = messages.ERROR in levels and messages.SUCCESS not in levels
    if was_refused or not 300 <= response.status_code < 400:
        sent.delete()
        return
    sent.leads_to = response["Location"]
    sent.said = [
        [one.level, str(one.message), one.extra_tags, isinstance(one.message, SafeData)]
        for one in queued
    ]
    sent.save(update_fields=["leads_to", "said"])


def _answer_again(request: HttpRequest) -> HttpResponse:
    sent = SentForm.objects.get(content_hash=content_hash(request))
    for level, text, tags, is_html in sent.said:
        text = mark_safe(text) if is_html else text  # noqa: S308  (as our own view said it)
        messages.add_message(request, level, text, tags)
    moment = calendar.moment(sent.sent_at)
    messages.info(request, f"แบบฟอร์มนี้ส่งมามากกว่าหนึ่งครั้ง ระบบดำเนินการครั้งเดียวเมื่อ {moment} ไม่มีรายการซ้ำ")
    return redirect(sent.leads_to)
