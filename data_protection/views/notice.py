"""ข้อมูลส่วนบุคคล: the notice, for officers and, without signing in, for producers and anybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from core.personal.inventory import Level, Whose
from core.users.models import User
from data_protection import notice, retention
from data_protection.models import Controller
from data_protection.views.breach import BreachView
from data_protection.views.periods import PeriodsView
from data_protection.views.requests import RequestsView


class NoticeView(View):
    """What is held of whom, what for, on what basis, how long, and how to ask for the own data."""

    def get(self, request: HttpRequest) -> HttpResponse:
        standings = retention.standings()
        user = request.user
        works = isinstance(user, User) and user.is_active and not user.must_change_password
        opens = {
            view.__name__: isinstance(user, User) and works and view.opens_to(user)
            for view in (RequestsView, PeriodsView, BreachView)
        }
        context = {
            "title": "ข้อมูลส่วนบุคคล",
            "controller": Controller.objects.first(),
            "parts": [(whose, notice.lines(whose, standings)) for whose in Whose],
            "secret": Level.SECRET,
            "backup_days": notice.BACKUP_DAYS,
            "for_office": works,
            "opens": opens,
        }
        return render(request, "data_protection/notice.html", context)
