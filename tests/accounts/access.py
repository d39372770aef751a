"""Who may open the pages of accounts."""

from datetime import date, timedelta

from django.contrib.sessions.models import Session
from django.utils.timezone import now

from accounts import bulk, invitations, recertification
from core.users.models import Authenticator, OpenSession
from tests.support.access import Address, Stage, choices, record_pages, report

ADDRESSES = [
    Address(
        "login/second-factor/",
        get="login login login login login login login",
        post="login login login login login login login",
    ),
    # Where no provider is named (tests/accounts/test_provider.py names one).
    Address(
        "login/provider/",
        get="404 404 404 404 404 404 404",
        post="404 404 404 404 404 404 404",
    ),
    Address(
        "login/provider/answer/",
        get="404 404 404 404 404 404 404",
        post="404 404 404 404 404 404 404",
    ),
    Address(
        "account/provider/",
        get="login 404 404 404 404 404 404",
        post="login 404 404 404 404 404 404",
    ),
    Address("account/", get="login 200 200 200 200 200 200"),
    Address(
        "account/app/",
        get="login 200 200 200 200 200 200",
        post="login 422 422 422 422 422 422",
    ),
    Address(
        "account/passkey/",
        get="login 200 200 200 200 200 200",
        post="login 422 422 422 422 422 422",
    ),
    Address(
        "account/recovery-codes/",
        get="login 200 200 200 200 200 200",
        post="login 302 302 302 302 302 302",
    ),
    Address(
        "account/proof/",
        get="login 200 200 200 200 200 200",
        post="login 422 422 422 422 422 422",
    ),
    Address(
        "account/sessions/",
        get="login 405 405 405 405 405 405",
        post="login 302 302 302 302 302 302",
    ),
    Address(
        "account/sessions/<int:pk>/",
        "account/sessions/{open_session}/",
        get="login 405 405 405 405 405 405",
        post="login 302 404 404 404 404 404",
        clerk=("405", "404"),
    ),
    Address(
        "account/factors/<int:pk>/remove/",
        "account/factors/{authenticator}/remove/",
        get="login 200 404 404 404 404 404",
        post="login 302 404 404 404 404 404",
        clerk=("404", "404"),
    ),
    Address(
        "invitation/<str:token>/",
        "invitation/{invitation}/",
        get="200 200 200 200 200 200 200",
        post="422 422 422 422 422 422 422",
    ),
    Address(
        "accounts/invitations/",
        get="login 404 404 200 200 200 200",
        post="login 404 404 302 302 302 302",
    ),
    Address(
        "accounts/locked/",
        body={"account": "0"},
        get="login 200 404 200 200 200 200",
        post="login 404 404 404 404 404 404",
        clerk=("404", "404"),
    ),
    Address(
        "accounts/data/",
        get="login 404 404 200 200 200 200",
        post="login 404 404 405 405 405 405",
    ),
    Address(
        "accounts/review/",
        get="login 404 404 200 200 200 200",
        post="login 404 404 302 302 302 302",
    ),
    Address(
        "accounts/review/<int:pk>/",
        "accounts/review/{user}/",
        get="login 404 404 200 404 200 200",
        post="login 404 404 422 404 422 422",
    ),
    Address(
        "accounts/<int:pk>/invite/",
        "accounts/{user}/invite/",
        {"way": "screen"},
        get="login 404 404 405 405 405 405",
        post="login 404 404 200 404 200 200",
    ),
    Address(
        "accounts/<int:pk>/move/",
        "accounts/{user}/move/",
        get="login 404 404 200 404 200 200",
        post="login 404 404 422 404 422 422",
    ),
    Address(
        "accounts/<int:pk>/<slug:step>/",
        "accounts/{user}/suspend/",
        {"reason": "ลาศึกษาต่อ"},
        get="login 404 404 200 404 200 200",
        post="login 404 404 302 404 302 302",
    ),
    Address(
        "accounts/<int:pk>/<slug:step>/",
        "accounts/{user}/accept/",
        {"reason": "-"},
        get="login 404 404 404 404 404 404",
        post="login 404 404 404 404 404 404",
        name="no step of an account",
    ),
    Address(
        "invitation/<str:token>/",
        "invitation/none/",
        get="404 404 404 404 404 404 404",
        post="404 404 404 404 404 404 404",
        name="an invitation never made",
    ),
    Address(
        "accounts/<int:pk>/<slug:step>/",
        "accounts/{province_user}/suspend/",
        {"reason": "-"},
        get="login 404 404 404 404 200 200",
        post="login 404 404 404 404 302 302",
        name="account of a province",
    ),
    report("accounts", "province=24", get="login 404 404 200 404 200 200"),
    choices("accounts.user.district", get="login 403 403 403 403 200 200"),
    choices("accounts.user.province", get="login 403 403 403 403 200 200"),
    *record_pages(
        "accounts/user",
        "{user}",
        list=("login 403 403 200 200 200 200", "login 403 403 200 200 200 200"),
        add=("login 403 403 403 403 200 200", "login 403 403 403 403 200 200"),
        change=("login 403 403 200 404 200 200", "login 403 403 403 403 200 200"),
        history=("login 403 404 200 404 200 200", "login 403 404 200 404 200 200", "404", "404"),
    ),
]


def scene(stage: Stage) -> dict[str, object]:
    """Officers to take steps with; an invited one, and a review under way."""
    person = bulk.NewAccount("invited", "เจ้าหน้าที่ใหม่", "district", stage.of.pk)
    (account,) = bulk.create_invited([person], stage.department)
    (issued,) = invitations.invite([account.pk], by=stage.department)
    recertification.open_round(2570, due_on=date(2026, 12, 1), suspends=False, by=stage.department)
    authenticator = Authenticator.objects.create(
        account=stage.chief, kind="app", name="โทรศัพท์", secret_encrypted="-"
    )
    Session.objects.create(session_key="another machine's", expire_date=now() + timedelta(hours=1))
    session = OpenSession.objects.create(account=stage.chief, session_id="another machine's")
    return {
        "authenticator": authenticator.pk,
        "open_session": session.pk,
        "user": stage.chief.pk,
        "province_user": stage.province_officer.pk,
        "invitation": issued.address.rstrip("/").rsplit("/", 1)[-1],
    }
