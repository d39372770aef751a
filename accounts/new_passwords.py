"""Passwords set for, or by a link of, another office: told where their person confirms soon after.

Whoever hands out the link could have kept it. So for PASSWORD_WATCHED_DAYS a confirmation says where the
password came from, on the trail of the month, on the certified paper and to the department (decision
0030). A change that the person makes with the old password is none of these.
"""

from datetime import datetime, timedelta

from django.conf import settings

from accounts.life_steps import Name
from core.thai import calendar
from core.users.models import AccountStep, Invitation, User


def told_of_new_password(person: User, at: datetime) -> str:
    """In a sentence, of a password no older than PASSWORD_WATCHED_DAYS at `at`; "" of an older one."""
    since = at - timedelta(days=settings.PASSWORD_WATCHED_DAYS)
    of_person = AccountStep.objects.filter(account=person, at__gte=since, at__lte=at)
    step = (
        of_person.filter(name__in=(Name.ACCEPT, Name.FIRST_PASSWORD)).select_related("by").first()
    )
    if step is None:
        return ""
    when = calendar.moment(step.at)
    if step.name == Name.FIRST_PASSWORD:
        return f"{step.by} ตั้งรหัสผ่านแรกเข้าให้เมื่อ {when}"
    used = Invitation.objects.filter(account=person, used_at__gte=since, used_at__lte=at)
    invitation = used.select_related("made_by", "released_by").order_by("-used_at").first()
    if invitation is None:
        return f"ตั้งรหัสผ่านใหม่จากคำเชิญเมื่อ {when}"
    way = "" if invitation.through_office else " ทางอีเมลหรือโดยกรม"
    released = f" กรมรับรองโดย {invitation.released_by}" if invitation.released_by else ""
    return f"ตั้งรหัสผ่านใหม่เมื่อ {when} จากคำเชิญที่ {invitation.made_by} ออก{way}{released}"
