"""The life of accounts in the demo: one invited, one suspended, one about to be, a review under way.

Written through the steps themselves (accounts.lifecycle), at the moment the demo is made; what
lies back in time is dated back where the steps take no date.
"""

from datetime import datetime, timedelta

from accounts import bulk, invitations, lifecycle, recertification
from core.areas.scope import Role
from core.thai import calendar
from core.users.models import User
from demo.accounts import DEMO_DISTRICT, DEMO_PROVINCE, Officers

INVITED = bulk.NewAccount(
    username="bangkhla3",
    full_name="นางสาวรอเชิญ ตั้งต้นดี",
    role="district",
    area_code=DEMO_DISTRICT,
    position="นักวิชาการพัฒนาชุมชนปฏิบัติการ",
)
_OFFICER = "นักวิชาการพัฒนาชุมชนปฏิบัติการ"

# Accounts beside those that work in the demo: user name, who, district, days since the last sign-in.
_OTHERS = (
    ("d2407.2", "นายลาศึกษา ขอพักก่อน", "2407", 24),
    ("d2409.2", "นางนานครั้ง แวะมาดี", "2409", 80),
    ("d2410.2", "นายย้ายถิ่น เดินทางไกล", "2410", 33),
)
SUSPENDED = ("d2407.2", "ลาศึกษาต่อ พักการใช้จนกว่าจะกลับ")
CONFIRMED = ("d2401", "d2401.chief", "d2403", "d2403.chief")
MOVED = ("d2410.2", "สพอ.พนมสารคาม ตามคำสั่งจังหวัด")


def lived_until(users: list[User], now: datetime) -> None:
    """Unsaved accounts of the demo: everybody was here in the last days but the newcomer."""
    for nth, user in enumerate(users):
        is_new = user.must_change_password  # has a first password, not used yet
        user.standing_since = now if is_new else user.date_joined
        user.last_login = None if is_new else now - timedelta(days=nth % 9, hours=nth % 5)


def make_account_life(now: datetime, officers: Officers) -> None:
    """One invited with a link nobody knows, one suspended, one about to be, a review with answers."""
    department, province = officers.department, officers.provinces[DEMO_PROVINCE]
    User.objects.bulk_create(
        User(
            username=username,
            full_name=full_name,
            position=_OFFICER,
            role=Role.DISTRICT,
            district_id=district,
            password=department.password,
            must_change_password=False,
            date_joined=now - timedelta(days=400),
            standing_since=now - timedelta(days=400),
            last_login=now - timedelta(days=days),
        )
        for username, full_name, district, days in _OTHERS
    )
    (invited,) = bulk.create_invited([INVITED], department)
    invitations.invite([invited.pk], by=department)
    username, reason = SUSPENDED
    lifecycle.suspend([_key(username)], by=province, reason=reason)
    today = calendar.today()
    round = recertification.open_round(
        calendar.fiscal_year(today), due_on=today + timedelta(days=30), suspends=True, by=department
    )
    recertification.confirm(round, map(_key, CONFIRMED), by=province)
    username, where_to = MOVED
    recertification.moved_away(round, _key(username), by=province, where_to=where_to)


def _key(username: str) -> int:
    return User.objects.values_list("pk", flat=True).get(username=username)
