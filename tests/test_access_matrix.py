"""Every address of the portal x method x officer: one table, and no address outside it.

The records asked for lie in อำเภอบางคล้า (2402). An address that the resolver knows and the table
does not fails the test, and so does an entry of the table that no address answers to.
"""

import json
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts import bulk, invitations, recertification
from core.areas.models import District, Subdistrict
from core.jobs.models import Job
from core.personal.models import Reveal
from core.reports.registry import all_reports
from core.tables.models import ImportRun
from core.users.models import User
from online_market.models import SurveyUpload
from producers import operations, relocation
from producers.models import Producer
from products.models import HeldStandard, Product, Standard
from quality import campaigns, dismissing
from quality.rules import get_rule
from registration import closure as closing
from sales.models import DistrictMonth
from tests.support import factories as make
from tests.support import market_factories, target_factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(datetime(2026, 11, 3, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))):
        yield


def routes(patterns=None, prefix: str = "") -> Iterator[str]:
    """Every address of the resolver as it is written there, nameless ones too."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern.url_patterns, route)


@pytest.fixture
def scene() -> SimpleNamespace:
    """One of everything in บางคล้า, and offices beside it and elsewhere."""
    of = make.district("2402")
    sibling, foreign = make.district("2403", "บางน้ำเปรี้ยว"), make.district("2501", "ที่อื่น")
    subdistrict = Subdistrict.objects.create(
        code="240201", district=of, name_th="บางคล้า", name_en="-", type_th="ตำบล"
    )
    maker = make.producer(of)
    maker.set_national_id("1999900000013")
    maker.save()
    month = make.district_month(of)
    row = make.row(month, maker, amounts=("5", "0", "0", "0"))
    paper = ContentFile(b"%PDF-1.7", "paper.pdf")
    for other in (sibling, foreign):
        make.district_month(other)
    make.district_officer(of)
    User.objects.filter(username="district2402").update(may_certify=True)
    make.district_clerk(of)
    make.district_officer(sibling)
    make.province_officer(of.province)
    make.province_officer(foreign.province)
    make.department_officer()
    clerk = User.objects.get(username="district2402")
    said = {"by": clerk, "notice_on": date(2026, 11, 1), "reason": "-"}
    moving_away = make.producer(of, "กำลังย้าย")
    move = relocation.release(moving_away, to=foreign, notice_file=copy(paper), **said)
    leaving = make.producer(of, "กำลังเลิก")
    operations.open_sweep(
        title="ปี 2570", asked_from=date(2026, 10, 1), by=make.department_officer()
    )
    closure = closing.begin(leaving, case="present", reason="-", by=clerk)
    closing.take_step(closure, "request", by=clerk, held_on=date(2026, 11, 1), file=copy(paper))
    return SimpleNamespace(
        month=month,
        row=row.pk,
        extension=make.extension(of).pk,
        producer=maker.pk,
        product=(product := make.product(maker)).pk,
        picture=make.product_picture(product).pk,
        outlet=make.outlet(of).pk,
        user=User.objects.get(username="district2402").pk,
        province_user=User.objects.get(username="province24").pk,
        **invited(of),
        subdistrict=subdistrict.pk,
        move=move.pk,
        leaving=leaving.pk,
        paper=closure.steps.get().pk,
        closure=closure.pk,
        certificate=HeldStandard.objects.create(
            product=make.product(maker, "herb"),
            standard=Standard.objects.first(),
            file=ContentFile(b"%PDF-1.7", "certificate.pdf"),
        ).pk,
        **target_papers(of, sibling),
        **market_papers(of, clerk),
        reveal=Reveal.objects.create(
            record=maker,
            district=of,
            reason="ตรวจกับบัตร",
            by=User.objects.get(username="district2402"),
        ).pk,
        round=(round := make.registration_round()).pk,
        waiting=make.producer(of, "รอตรวจ", status="submitted", round=round).pk,
        announcement=make.announcement(maker, round).pk,
        resolution=make.resolution(month, file=paper).pk,
        print=(printed := make.certified_print(month, clerk)).pk,
        token=printed.token,
        campaign=campaigns.open_campaign(
            title="แก้",
            codes=["P04"],
            due_on=date(2026, 11, 30),
            by=make.province_officer(of.province),
        ).pk,
        dismissal=dismissing.dismiss(get_rule("P09"), maker.pk, reason="ขายที่บ้าน", by=clerk).pk,
        imported=ImportRun.objects.create(
            entity="producers",
            by=clerk,
            status="cancelled",
            file_title="ไฟล์.xlsx",
            counts={"new": 0, "changed": 0, "unchanged": 0, "faulty": 0},
        ).pk,
        job=Job.objects.create(kind="trial", title="งานของเจ้าหน้าที่", by=clerk).pk,
        evidence=make.evidence(month, maker).pk,
        item=make.audit_sample(month, row).items.get().pk,
        province_resolution=make.resolution(of.province, file=paper).pk,
        **{
            reference_name(model): apps.get_model(model.replace("/", ".")).objects.get(name=name).pk
            for model, name in REFERENCES.items()
        },
    )


def invited(of: District) -> dict[str, str]:
    """An invited officer of the district, the token of the link, and a review under way."""
    by = User.objects.get(username="department")
    person = bulk.NewAccount("invited", "เจ้าหน้าที่ใหม่", "district", of.pk)
    (account,) = bulk.create_invited([person], by)
    (issued,) = invitations.invite([account.pk], by=by)
    recertification.open_round(2570, due_on=date(2026, 12, 1), suspends=False, by=by)
    return {"invitation": issued.address.rstrip("/").rsplit("/", 1)[-1]}


def target_papers(of: District, sibling: District) -> dict[str, int]:
    """A draft of this year and a plan in force of the last, of the province; the nation's draft; an
    estimate being typed and one its chief signed."""
    incomes = {of.pk: (10, 20, 30), sibling.pk: (20, 30, 40)}
    draft = target_factories.whole_plan(of.province, incomes)
    before = target_factories.whole_plan(of.province, incomes, fiscal_year=2569)
    return {
        "plan": draft.pk,
        "approved_plan": target_factories.approved(before).pk,
        "nation_plan": target_factories.plan(None).pk,
        "estimate": target_factories.estimate(of).pk,
        "signed_estimate": target_factories.signed(target_factories.estimate(of, 2569)).pk,
    }


def market_papers(of: District, clerk: User) -> dict[str, int]:
    """A draft of a round; an open one with its survey and a file that was sent in."""
    market_factories.registered(of, maker="ฐานตลาดออนไลน์")
    round = market_factories.opened()
    survey = market_factories.survey_of(round, of)
    upload = SurveyUpload.objects.create(
        survey=survey,
        file_name="แบบ.xlsx",
        file_hash="0" * 64,
        rows=[],
        uploaded_at=timezone.now(),
        uploaded_by=clerk,
    )
    return {
        "market_round": round.pk,
        "market_draft": market_factories.draft(number=2).pk,
        "survey": survey.pk,
        "upload": upload.pk,
    }


WHO = ("anonymous", "own", "sibling", "province", "foreign", "department", "confirmed")
USERNAMES = {
    "own": "district2402",
    "clerk": "clerk2402",  # who may not certify: answered as "own", but for CLERK
    "sibling": "district2403",
    "province": "province24",
    "foreign": "province25",
    "department": "department",
    "confirmed": "department",  # once the province confirmed
}


@dataclass(frozen=True)
class Asked:
    """An address of the table: the route it is of, how it is filled in, what is posted to it."""

    route: str
    path: str
    body: dict | str | None = None


CLOSURE = "registration/closures/<slug:app_label>/<slug:model_name>/<int:pk>/"
REVIEW = "registration/<slug:app_label>/<slug:model_name>/<int:pk>/"
PLAN = "targets/plans/<int:pk>/"
ESTIMATE = "targets/estimates/<int:pk>/"
MARKET_ROUND = "online-market/rounds/<int:pk>/"
SURVEY = "online-market/surveys/<int:pk>/"
EVIDENCE_FILE = "sales/evidence/<int:pk>/file/<str:size>/"
PICTURE = "pictures/<str:app>/<str:model>/<int:pk>/<str:size>/"


def everything() -> dict[str, Asked]:
    """Every address to ask for, by the name the table knows it by."""
    asked: dict[str, Asked] = {}
    sales = "sales/<str:month>/<str:district>/"
    own = "sales/2026-10/2402/"
    for route, path, body in [
        ("", "", None),
        ("login/", "login/", None),
        ("logout/", "logout/", None),
        ("password_change/", "password_change/", None),
        ("password_change/done/", "password_change/done/", None),
        ("jsi18n/", "jsi18n/", None),
        (r"^(?P<app_label>APPS)/$", "producers/", None),
        ("(?P<url>.*)$", "nothing/here", None),
        ("sales/entry/", "sales/entry/", None),
        ("sales/check/", "sales/check/", None),
        ("sales/board/", "sales/board/", None),
        ("sales/months/", "sales/months/", None),
        ("sales/prints/", "sales/prints/", None),
        ("sales/prints/<int:pk>/", "sales/prints/{print}/", None),
        ("verify/<str:token>/", "verify/{token}/", None),
        ("invitation/<str:token>/", "invitation/{invitation}/", None),
        ("accounts/invitations/", "accounts/invitations/", None),
        ("accounts/review/", "accounts/review/", None),
        ("accounts/review/<int:pk>/", "accounts/review/{user}/", None),
        ("accounts/<int:pk>/invite/", "accounts/{user}/invite/", {"way": "screen"}),
        ("accounts/<int:pk>/move/", "accounts/{user}/move/", None),
        ("accounts/<int:pk>/<slug:step>/", "accounts/{user}/suspend/", {"reason": "ลาศึกษาต่อ"}),
        ("sales/months/<str:month>/", "sales/months/2026-10/", None),
        ("sales/months/<str:month>/dates/", "sales/months/2026-10/dates/", None),
        ("sales/months/<str:month>/confirm/", "sales/months/2026-10/confirm/", None),
        ("sales/months/<str:month>/resolution/", "sales/months/2026-10/resolution/", None),
        ("sales/resolutions/<int:pk>/file/", "sales/resolutions/{resolution}/file/", None),
        ("sales/roadmap/", "sales/roadmap/", None),
        ("sales/roadmap/fill/", "sales/roadmap/fill/", {"year": "2570"}),
        ("sales/extensions/", "sales/extensions/", None),
        ("sales/extensions/grant/", "sales/extensions/grant/", {"province": "24"}),
        ("sales/extensions/<int:pk>/", "sales/extensions/{extension}/", {"step": "withdraw"}),
        ("sales/extensions/<str:month>/ask/", "sales/extensions/2026-10/ask/", None),
        (sales, own, None),
        (f"{sales}rows/", f"{own}rows/", json.dumps({"rows": []})),
        (f"{sales}add/", f"{own}add/", None),
        (f"{sales}rows/<int:row>/remove/", own + "rows/{row}/remove/", None),
        (f"{sales}rows/<int:row>/history/", own + "rows/{row}/history/", None),
        (f"{sales}check/", f"{own}check/", None),
        (f"{sales}rest-without-sales/", f"{own}rest-without-sales/", None),
        (f"{sales}resolution/", f"{own}resolution/", None),
        (f"{sales}review/", f"{own}review/", None),
        ("targets/", "targets/", {"year": "2571"}),
        ("targets/levels/<int:year>/", "targets/levels/2571/", None),
        ("targets/estimates/", "targets/estimates/", {"year": "2571"}),
        (PLAN, "targets/plans/{plan}/", {"step": "portal", "revision": "1"}),
        (ESTIMATE, "targets/estimates/{estimate}/", {"step": "save", "revision": "1"}),
        ("online-market/", "online-market/", None),
        ("online-market/rounds/new/", "online-market/rounds/new/", None),
        (
            MARKET_ROUND,
            "online-market/rounds/{market_round}/",
            {"step": "close", "revision": "2"},
        ),
        (f"{MARKET_ROUND}edit/", "online-market/rounds/{market_draft}/edit/", None),
        (
            f"{MARKET_ROUND}targets/",
            "online-market/rounds/{market_round}/targets/",
            {"district": "2402", "version": "1", "target": "0", "reason": "-"},
        ),
        (SURVEY, "online-market/surveys/{survey}/", {"step": "save"}),
        (f"{SURVEY}form/", "online-market/surveys/{survey}/form/", None),
        (f"{SURVEY}upload/", "online-market/surveys/{survey}/upload/", None),
        (f"{SURVEY}result/", "online-market/surveys/{survey}/result/", None),
        ("online-market/uploads/<int:pk>/", "online-market/uploads/{upload}/", None),
        (f"{sales}evidence/", f"{own}evidence/", None),
        (f"{sales}evidence/<int:producer>/", own + "evidence/{producer}/", None),
        (f"{sales}audit/", f"{own}audit/", None),
        (f"{sales}audit/<int:item>/", own + "audit/{item}/", None),
        ("sales/evidence/<int:pk>/remove/", "sales/evidence/{evidence}/remove/", None),
        (EVIDENCE_FILE, "sales/evidence/{evidence}/file/thumbnail/", None),
        ("producers/campaign/", "producers/campaign/", None),
        ("producers/duplicates/", "producers/duplicates/", None),
        (
            "producers/duplicates/<int:kept>/<int:gone>/",
            "producers/duplicates/{producer}/{waiting}/",
            {"dismiss": "1", "reason": "แม่กับลูก"},
        ),
        ("products/assessment/<int:pk>/", "products/assessment/{product}/", None),
        ("products/certificate/<int:pk>/", "products/certificate/{certificate}/", None),
        ("producers/relocations/", "producers/relocations/", None),
        ("producers/relocations/new/<int:pk>/", "producers/relocations/new/{producer}/", None),
        ("producers/relocations/<int:pk>/", "producers/relocations/{move}/", None),
        ("producers/relocations/<int:pk>/file/", "producers/relocations/{move}/file/", None),
        ("registration/closures/", "registration/closures/", None),
        ("registration/closures/file/<int:pk>/", "registration/closures/file/{paper}/", None),
        (CLOSURE, "registration/closures/producers/producer/{leaving}/", None),
        ("quality/", "quality/?district=2402", None),
        ("quality/count/", "quality/count/", None),
        ("quality/rules/", "quality/rules/", {"code": "P04", "blocks": "1", "reason": "-"}),
        ("quality/campaigns/", "quality/campaigns/", None),
        ("quality/campaigns/new/", "quality/campaigns/new/", None),
        ("quality/campaigns/<int:pk>/", "quality/campaigns/{campaign}/", {"step": "close"}),
        ("quality/<check:code>/", "quality/P04/?district=2402", None),
        ("quality/<check:code>/next/<int:pk>/", "quality/P04/next/{producer}/", None),
        (
            "quality/<check:code>/dismiss/<int:pk>/",
            "quality/P04/dismiss/{producer}/",
            {"reason": "ไม่มีโทรศัพท์"},
        ),
        ("quality/<check:code>/dismissed/", "quality/P04/dismissed/", None),
        ("quality/<check:code>/revoke/<int:pk>/", "quality/P09/revoke/{dismissal}/", None),
        ("producers/operations/", "producers/operations/", {"title": "ปี 2571"}),
        (
            "producers/operations/answer/",
            "producers/operations/answer/",
            {"record": "0", "found": "operating"},
        ),
        ("products/category/<int:pk>/", "products/category/{product}/", {"version": "1"}),
        ("registration/queue/", "registration/queue/", None),
        ("registration/own/", "registration/own/", None),
        ("registration/announcements/", "registration/announcements/", None),
        ("registration/progress/<int:pk>/", "registration/progress/{round}/", None),
        (REVIEW, "registration/producers/producer/{waiting}/", None),
        (f"{REVIEW}<slug:step>/", "registration/producers/producer/{producer}/submit/", None),
        ("reports/", "reports/", None),
        (
            "personal/reveal/<slug:app_label>/<slug:model>/<int:pk>/",
            "personal/reveal/producers/producer/{producer}/",
            {"reason": "ตรวจกับสำเนาบัตรประชาชน"},
        ),
        (PICTURE, "pictures/products/productpicture/{picture}/thumbnail/", None),
        ("tables/", "tables/", None),
        ("tables/<slug:entity>/", "tables/producers/", None),
        ("tables/<slug:entity>/export/", "tables/producers/export/", None),
        ("tables/<slug:entity>/form/", "tables/producers/form/", None),
        ("tables/imports/<int:pk>/", "tables/imports/{imported}/", None),
        ("tables/imports/<int:pk>/confirm/", "tables/imports/{imported}/confirm/", None),
        ("tables/imports/<int:pk>/call-off/", "tables/imports/{imported}/call-off/", None),
        ("tables/imports/<int:pk>/faulty/", "tables/imports/{imported}/faulty/", None),
        ("jobs/", "jobs/", None),
        ("jobs/<int:pk>/", "jobs/{job}/", None),
        ("jobs/<int:pk>/cancel/", "jobs/{job}/cancel/", None),
        ("jobs/<int:pk>/file/", "jobs/{job}/file/", None),
        ("forms/arrived/", "forms/arrived/", None),
    ]:
        asked[route or "home"] = Asked(route, path, body)
    asked["no step of an account"] = Asked(
        "accounts/<int:pk>/<slug:step>/", "accounts/{user}/accept/", {"reason": "-"}
    )
    asked["an invitation never made"] = Asked("invitation/<str:token>/", "invitation/none/")
    asked["account of a province"] = Asked(
        "accounts/<int:pk>/<slug:step>/", "accounts/{province_user}/suspend/", {"reason": "-"}
    )
    asked["plan in force"] = Asked(
        PLAN, "targets/plans/{approved_plan}/", {"step": "reopen", "reason": "ปรับฐาน"}
    )
    asked["plan of the nation"] = Asked(
        PLAN, "targets/plans/{nation_plan}/", {"step": "portal", "revision": "1"}
    )
    asked["draft of a market round"] = Asked(
        MARKET_ROUND,
        "online-market/rounds/{market_draft}/",
        {"step": "open", "revision": "1"},
    )
    asked["signed estimate"] = Asked(
        ESTIMATE, "targets/estimates/{signed_estimate}/", {"step": "revise", "reason": "น้ำท่วม"}
    )
    for step in ("take_back", "certify", "return", "acknowledge", "cancel"):
        asked[f"step {step}"] = Asked(
            f"{REVIEW}<slug:step>/", "registration/producers/producer/{waiting}/" + f"{step}/"
        )
    asked["file of the province"] = Asked(
        "sales/resolutions/<int:pk>/file/", "sales/resolutions/{province_resolution}/file/"
    )
    asked["the whole picture"] = Asked(PICTURE, "pictures/products/productpicture/{picture}/full/")
    asked["no model of pictures"] = Asked(PICTURE, "pictures/accounts/user/{user}/full/")
    for report in all_reports():
        asked[f"report {report.key}"] = Asked(
            "reports/<slug:key>/", f"reports/{report.key}/?{REPORTS[report.key]}&format=json"
        )
    for field in (
        "products.product.producer",
        "producers.producer.subdistrict",
        "accounts.user.district",
        "accounts.user.province",
        "producers.producer.name",
    ):
        app, model, name = field.split(".")
        query = f"app_label={app}&model_name={model}&field_name={name}"
        asked[f"choices {field}"] = Asked("autocomplete/", f"autocomplete/?{query}")
    for model, pk in {
        "producers/producer": "{producer}",
        "products/product": "{product}",
        "chuanchim/outlet": "{outlet}",
        "accounts/user": "{user}",
        "personal/reveal": "{reveal}",
        "areas/province": "24",
        "areas/district": "2402",
        "areas/subdistrict": "{subdistrict}",
        "registration/round": "{round}",
        "sales/publicholiday": "2026-12-05",
    }.items():
        for route in ("", "add/", "<path:object_id>/", *RECORD_PAGES, *EXPORTS.get(model, ())):
            path = route.replace("<path:object_id>", pk)
            asked[f"{model}/{route}"] = Asked(f"{model}/{route}", f"{model}/{path}")
    for model in REFERENCES:
        for route in REFERENCE_TABLE:
            path = route.replace("<path:object_id>", "{" + reference_name(model) + "}")
            asked[f"{model}/{route}"] = Asked(f"{model}/{route}", f"{model}/{path}")
    return asked


def reference_name(model: str) -> str:
    return model.replace("/", "_")


# The department's choice lists, each with one of its starting values; all open to the same people.
REFERENCES = {
    "chuanchim/criterion": "แสดงราคาชัดเจน",
    "producers/agency": "หน่วยงานอื่น",
    "producers/excludedkind": "โต๊ะจีน",
    "producers/fundingsource": "ธนาคาร",
    "producers/programme": "โครงการอื่น",
    "producers/registrylist": "ศิลปิน OTOP",
    "products/intellectualpropertykind": "ลิขสิทธิ์",
    "products/quadrantscheme": "Quadrant",
    "products/standard": "มผช.",
    "products/subcategory": "ผ้า",
    "products/categoryword": "กระจูด",
    "quality/checkword": "ไม่ระบุ",
    "producers/transportmode": "ทางเรือ",
    "sales/evidencekind": "สมุดบัญชี",
    "sales/explanationreason": "หยุดผลิต",
}
REFERENCE_TABLE: dict[str, tuple[str, str]] = {
    "": ("login 403 403 403 403 200 200", "login 403 403 403 403 200 200"),
    "add/": ("login 403 403 403 403 200 200", "login 403 403 403 403 200 200"),
    "<path:object_id>/": ("login 302 302 302 302 302 302", "login 302 302 302 302 302 302"),
    "<path:object_id>/change/": ("login 403 403 403 403 200 200", "login 403 403 403 403 200 200"),
    "<path:object_id>/history/": ("login 403 403 403 403 200 200", "login 403 403 403 403 200 200"),
    "<path:object_id>/delete/": ("login 403 403 403 403 403 403", "login 403 403 403 403 403 403"),
}


# What each report is asked for.
REPORTS = {
    "rt1": "month=2026-10&district=2402",
    "rt2": "month=2026-10&district=2402",
    "rt3": "period=2026-10&province=24",
    "rt4": "period=2026-10&province=24",
    "sales-areas": "period=2026-10&province=24",
    "sales-markets": "period=2026-10&province=24",
    "sales-months": "period=2570&province=24",
    "sales-month-categories": "period=2570&province=24",
    "sales-categories": "period=2026-10&province=24",
    "year-on-year": "period=2026-10&province=24",
    "programme": "period=2026-10&province=24",
    "pivot": "period=2570&province=24",
    "confirmations": "period=2570&province=24",
    "targets": "fiscal_year=2569&province=24",
    "attainment": "fiscal_year=2569&province=24",
    "estimate": "fiscal_year=2569&province=24&district=2402",
    "estimate_actuals": "fiscal_year=2569&province=24&district=2402",
    "online-base": "round={market_round}&province=24",
    "online-survey": "round={market_round}&province=24&district=2402",
    "online-result": "round={market_round}&province=24",
    "online-result-products": "round={market_round}&province=24&district=2402",
    "timeliness": "period=2570&province=24",
    "evidence-coverage": "month=2026-10",
    "evidence-audit": "month=2026-10&district=2402",
    "anomalies": "month=2026-10",
    "closure-form": "closure={closure}",
    "closure-report": "closure={closure}",
    "lists": "province=24&district=2402",
    "registry": "province=24&district=2402",
    "accounts": "province=24",
    "announcement": "announcement={announcement}",
    "quality-list": "check=P04&province=24&district=2402",
    "quality-areas": "province=24",
    "quality-campaign": "campaign={campaign}",
}

RECORD_PAGES = (
    "<path:object_id>/change/",
    "<path:object_id>/history/",
    "<path:object_id>/delete/",
)
EXPORTS = {
    "producers/producer": ("export/",),
    "products/product": ("export/",),
    "chuanchim/outlet": ("export/",),
}


def answer(who: str, method: str, asked: Asked, scene: SimpleNamespace) -> str:
    """The status, or where a redirect goes if that is the sign-in; nothing done stays done."""
    client = Client(raise_request_exception=False)
    with transaction.atomic():
        if who == "confirmed":
            make.confirm_province(DistrictMonth.objects.get(pk=scene.month.pk).district.province)
        if who != "anonymous":
            client.force_login(User.objects.get(username=USERNAMES[who]))
        path = "/" + asked.path.format(**vars(scene))
        if method == "GET":
            got = client.get(path)
        elif isinstance(asked.body, str):
            got = client.post(path, asked.body, content_type="application/json")
        else:
            got = client.post(path, asked.body or {})
        list(got)  # a file is closed once it was read
        transaction.set_rollback(True)
    if got.status_code == 302 and got["Location"].startswith("/login/"):
        return "login"
    return str(got.status_code)


# By address: what GET and POST answer to each of WHO, in that order.
TABLE: dict[str, tuple[str, str]] = {
    "invitation/<str:token>/": ("200 200 200 200 200 200 200", "422 422 422 422 422 422 422"),
    "an invitation never made": ("404 404 404 404 404 404 404", "404 404 404 404 404 404 404"),
    "accounts/invitations/": ("login 404 404 200 200 200 200", "login 404 404 302 302 302 302"),
    "accounts/review/": ("login 404 404 200 200 200 200", "login 404 404 302 302 302 302"),
    "accounts/review/<int:pk>/": ("login 404 404 200 404 200 200", "login 404 404 422 404 422 422"),
    "accounts/<int:pk>/invite/": ("login 404 404 405 405 405 405", "login 404 404 200 404 200 200"),
    "accounts/<int:pk>/move/": ("login 404 404 200 404 200 200", "login 404 404 422 404 422 422"),
    "accounts/<int:pk>/<slug:step>/": (
        "login 404 404 200 404 200 200",
        "login 404 404 302 404 302 302",
    ),
    "no step of an account": ("login 404 404 404 404 404 404", "login 404 404 404 404 404 404"),
    "account of a province": ("login 404 404 404 404 200 200", "login 404 404 404 404 302 302"),
    "report accounts": ("login 404 404 200 404 200 200", "login 405 405 405 405 405 405"),
    "home": ("login 200 200 200 200 200 200", "login 405 405 405 405 405 405"),
    "login/": ("200 302 302 302 302 302 302", "200 200 200 200 200 200 200"),
    "logout/": ("302 405 405 405 405 405 405", "302 200 200 200 200 200 200"),
    "password_change/": ("login 200 200 200 200 200 200", "login 200 200 200 200 200 200"),
    "password_change/done/": ("login 200 200 200 200 200 200", "login 405 405 405 405 405 405"),
    "jsi18n/": ("login 200 200 200 200 200 200", "login 405 405 405 405 405 405"),
    "^(?P<app_label>APPS)/$": ("login 200 200 200 200 200 200", "login 200 200 200 200 200 200"),
    "(?P<url>.*)$": ("login 404 404 404 404 404 404", "login 404 404 404 404 404 404"),
    "tables/": ("login 200 200 200 200 200 200", "login 405 405 405 405 405 405"),
    "tables/<slug:entity>/": ("login 200 200 200 200 200 200", "login 422 422 422 422 422 422"),
    "tables/<slug:entity>/export/": (
        "login 200 200 200 200 200 200",
        "login 405 405 405 405 405 405",
    ),
    "tables/<slug:entity>/form/": (
        "login 200 200 200 200 200 200",
        "login 405 405 405 405 405 405",
    ),
    "tables/imports/<int:pk>/": (
        "login 200 404 404 404 404 404",
        "login 405 405 405 405 405 405",
    ),
    "tables/imports/<int:pk>/confirm/": (
        "login 302 302 302 302 302 302",
        "login 409 404 404 404 404 404",
    ),
    "tables/imports/<int:pk>/call-off/": (
        "login 302 302 302 302 302 302",
        "login 302 404 404 404 404 404",
    ),
    "tables/imports/<int:pk>/faulty/": (
        "login 404 404 404 404 404 404",
        "login 405 405 405 405 405 405",
    ),
    "jobs/": ("login 200 200 200 200 200 200", "login 405 405 405 405 405 405"),
    "jobs/<int:pk>/": ("login 200 404 404 404 404 404", "login 405 405 405 405 405 405"),
    "jobs/<int:pk>/cancel/": ("login 405 405 405 405 405 405", "login 302 404 404 404 404 404"),
    "jobs/<int:pk>/file/": ("login 404 404 404 404 404 404", "login 405 405 405 405 405 405"),
    "forms/arrived/": ("login 200 200 200 200 200 200", "login 405 405 405 405 405 405"),
    "sales/entry/": ("login 302 302 404 404 404 404", "login 405 405 404 404 404 404"),
    "sales/check/": ("login 302 302 404 404 404 404", "login 405 405 404 404 404 404"),
    "sales/board/": ("login 404 404 200 200 404 404", "login 404 404 405 405 404 404"),
    "sales/months/": ("login 404 404 404 404 200 200", "login 404 404 404 404 422 422"),
    "sales/months/<str:month>/": ("login 404 404 404 404 200 200", "login 404 404 404 404 302 302"),
    "sales/months/<str:month>/dates/": (
        "login 404 404 404 404 200 200",
        "login 404 404 404 404 422 422",
    ),
    "sales/roadmap/": ("login 404 404 404 404 200 200", "login 404 404 404 404 422 422"),
    "sales/roadmap/fill/": ("login 404 404 404 404 405 405", "login 404 404 404 404 302 302"),
    "sales/extensions/": ("login 200 200 200 200 200 200", "login 405 405 405 405 405 405"),
    "sales/extensions/grant/": ("login 404 404 404 404 405 405", "login 404 404 404 404 422 422"),
    "sales/extensions/<int:pk>/": (
        "login 200 404 200 404 200 200",
        "login 302 404 409 404 409 409",
    ),
    "sales/extensions/<str:month>/ask/": (
        "login 200 200 200 200 404 404",
        "login 422 422 422 422 404 404",
    ),
    "sales/months/<str:month>/confirm/": (
        "login 404 404 405 405 404 404",
        "login 404 404 302 302 404 404",
    ),
    "sales/months/<str:month>/resolution/": (
        "login 404 404 405 405 404 404",
        "login 404 404 302 302 404 404",
    ),
    "sales/resolutions/<int:pk>/file/": (
        "login 200 404 200 404 404 200",
        "login 405 405 405 405 405 405",
    ),
    "sales/<str:month>/<str:district>/": (
        "login 200 404 404 404 404 404",
        "login 302 404 404 404 404 404",
    ),
    "sales/<str:month>/<str:district>/rows/": (
        "login 200 404 404 404 404 404",
        "login 200 404 404 404 404 404",
    ),
    "sales/<str:month>/<str:district>/add/": (
        "login 405 405 404 404 404 404",
        "login 302 404 404 404 404 404",
    ),
    "sales/<str:month>/<str:district>/rows/<int:row>/remove/": (
        "login 405 405 404 404 404 404",
        "login 302 404 404 404 404 404",
    ),
    "sales/<str:month>/<str:district>/rows/<int:row>/history/": (
        "login 200 404 200 404 404 200",
        "login 405 405 405 405 405 405",
    ),
    "sales/<str:month>/<str:district>/check/": (
        "login 200 404 404 404 404 404",
        "login 409 404 404 404 404 404",
    ),
    "sales/<str:month>/<str:district>/rest-without-sales/": (
        "login 405 405 404 404 404 404",
        "login 302 404 404 404 404 404",
    ),
    "sales/<str:month>/<str:district>/resolution/": (
        "login 405 405 404 404 404 404",
        "login 302 404 404 404 404 404",
    ),
    "sales/<str:month>/<str:district>/review/": (
        "login 404 404 200 404 404 404",
        "login 404 404 422 404 404 404",
    ),
    "sales/<str:month>/<str:district>/evidence/": (
        "login 200 404 200 404 404 200",
        "login 405 405 405 405 405 405",
    ),
    "sales/<str:month>/<str:district>/evidence/<int:producer>/": (
        "login 200 404 200 404 404 200",
        "login 422 404 404 404 404 404",
    ),
    "sales/<str:month>/<str:district>/audit/": (
        "login 200 404 200 404 404 404",
        "login 404 404 422 404 404 404",
    ),
    "sales/<str:month>/<str:district>/audit/<int:item>/": (
        "login 404 404 405 405 404 404",
        "login 404 404 422 404 404 404",
    ),
    "sales/evidence/<int:pk>/remove/": (
        "login 405 405 404 404 404 404",
        "login 302 404 404 404 404 404",
    ),
    EVIDENCE_FILE: ("login 200 404 200 404 404 200", "login 405 405 405 405 405 405"),
    "producers/campaign/": ("login 200 200 200 200 200 200", "login 404 404 302 302 404 404"),
    "quality/": ("login 200 404 200 404 200 200", "login 405 405 405 405 405 405"),
    "quality/count/": ("login 404 404 404 404 405 405", "login 404 404 404 404 302 302"),
    "quality/rules/": ("login 200 200 200 200 200 200", "login 404 404 404 404 302 302"),
    "quality/campaigns/": ("login 200 200 200 200 200 200", "login 405 405 405 405 405 405"),
    "quality/campaigns/new/": ("login 404 404 200 200 200 200", "login 404 404 422 422 422 422"),
    "quality/campaigns/<int:pk>/": (
        "login 200 200 200 404 200 200",
        "login 404 404 302 404 404 404",
    ),
    "quality/<check:code>/": ("login 200 404 200 404 200 200", "login 405 405 405 405 405 405"),
    "quality/<check:code>/next/<int:pk>/": (
        "login 302 404 302 404 302 302",
        "login 405 405 405 405 405 405",
    ),
    "quality/<check:code>/dismiss/<int:pk>/": (
        "login 405 405 405 405 404 404",
        "login 302 404 302 404 404 404",
    ),
    "quality/<check:code>/dismissed/": (
        "login 200 200 200 200 200 200",
        "login 405 405 405 405 405 405",
    ),
    "quality/<check:code>/revoke/<int:pk>/": (
        "login 405 405 405 405 404 404",
        "login 302 404 302 404 404 404",
    ),
    "producers/operations/": ("login 200 200 200 200 200 200", "login 404 404 404 404 422 422"),
    "producers/operations/answer/": (
        "login 405 405 404 404 404 404",
        "login 404 404 404 404 404 404",
    ),
    "products/category/<int:pk>/": (
        "login 405 405 405 405 404 404",
        "login 302 404 302 404 404 404",
    ),
    "producers/duplicates/": ("login 200 200 200 200 404 404", "login 405 405 405 405 405 405"),
    "producers/duplicates/<int:kept>/<int:gone>/": (
        "login 200 404 200 404 404 404",
        "login 302 404 302 404 404 404",
    ),
    "products/assessment/<int:pk>/": (
        "login 200 404 200 404 200 200",
        "login 422 404 422 404 403 403",
    ),
    "products/certificate/<int:pk>/": (
        "login 200 404 200 404 200 200",
        "login 405 405 405 405 405 405",
    ),
    "producers/relocations/": ("login 200 200 200 200 200 200", "login 405 405 405 405 405 405"),
    "producers/relocations/new/<int:pk>/": (
        "login 200 404 404 404 404 404",
        "login 422 404 404 404 404 404",
    ),
    "producers/relocations/<int:pk>/": (
        "login 200 404 200 200 200 200",
        "login 422 404 404 404 404 404",
    ),
    "producers/relocations/<int:pk>/file/": (
        "login 200 404 200 200 200 200",
        "login 405 405 405 405 405 405",
    ),
    "registration/closures/": ("login 200 200 200 200 200 200", "login 405 405 405 405 405 405"),
    "registration/closures/file/<int:pk>/": (
        "login 200 404 200 404 200 200",
        "login 405 405 405 405 405 405",
    ),
    CLOSURE: ("login 200 404 200 404 200 200", "login 422 404 404 404 404 404"),
    "registration/queue/": ("login 404 404 200 200 404 404", "login 404 404 302 302 404 404"),
    "registration/own/": ("login 200 200 404 404 404 404", "login 302 302 404 404 404 404"),
    "registration/announcements/": (
        "login 200 200 200 200 200 200",
        "login 405 405 422 422 422 422",
    ),
    "registration/progress/<int:pk>/": (
        "login 404 404 404 404 200 200",
        "login 404 404 404 404 405 405",
    ),
    REVIEW: ("login 404 404 200 404 404 404", "login 404 404 405 405 404 404"),
    f"{REVIEW}<slug:step>/": ("login 405 405 405 405 404 404", "login 409 404 404 404 404 404"),
    "reports/": ("login 200 200 200 200 200 200", "login 405 405 405 405 405 405"),
    "personal/reveal/<slug:app_label>/<slug:model>/<int:pk>/": (
        "login 200 404 200 404 403 403",
        "login 200 404 200 404 403 403",
    ),
    "step take_back": ("login 405 405 405 405 404 404", "login 302 404 404 404 404 404"),
    "step certify": ("login 405 405 405 405 404 404", "login 404 404 409 404 404 404"),
    "step return": ("login 405 405 405 405 404 404", "login 404 404 422 404 404 404"),
    "step acknowledge": ("login 405 405 405 405 404 404", "login 404 404 409 404 404 404"),
    "step cancel": ("login 405 405 405 405 404 404", "login 404 404 404 404 404 404"),
    "report announcement": (
        "login 200 200 200 404 200 200",
        "login 405 405 405 405 405 405",
    ),
    PICTURE: ("login 200 404 200 404 200 200", "login 405 405 405 405 405 405"),
    "file of the province": ("login 404 404 200 404 404 200", "login 405 405 405 405 405 405"),
    "the whole picture": ("login 200 404 200 404 200 200", "login 405 405 405 405 405 405"),
    "no model of pictures": ("login 404 404 404 404 404 404", "login 405 405 405 405 405 405"),
    "report closure-form": ("login 200 404 200 404 200 200", "login 405 405 405 405 405 405"),
    "report closure-report": ("login 200 404 200 404 200 200", "login 405 405 405 405 405 405"),
    "report quality-list": ("login 200 404 200 404 200 200", "login 405 405 405 405 405 405"),
    "report quality-areas": ("login 200 200 200 404 200 200", "login 405 405 405 405 405 405"),
    "report quality-campaign": ("login 200 200 200 404 200 200", "login 405 405 405 405 405 405"),
    "report lists": ("login 200 404 200 404 200 200", "login 405 405 405 405 405 405"),
    "report registry": ("login 200 404 200 404 200 200", "login 405 405 405 405 405 405"),
    "report evidence-coverage": ("login 200 200 200 200 200 200", "login 405 405 405 405 405 405"),
    "report evidence-audit": ("login 200 404 200 404 404 404", "login 405 405 405 405 405 405"),
    "report anomalies": ("login 200 200 200 200 200 200", "login 405 405 405 405 405 405"),
    "report rt1": ("login 200 404 200 404 404 200", "login 405 405 405 405 405 405"),
    "report rt2": ("login 200 404 200 404 404 200", "login 405 405 405 405 405 405"),
    "report rt3": ("login 200 200 200 404 200 200", "login 405 405 405 405 405 405"),
    "report rt4": ("login 404 404 200 404 200 200", "login 405 405 405 405 405 405"),
    "sales/prints/": ("login 200 200 200 200 200 200", "login 405 405 405 405 405 405"),
    "sales/prints/<int:pk>/": (
        "login 200 404 404 404 404 404",
        "login 405 405 405 405 405 405",
    ),
    "verify/<str:token>/": ("200 200 200 200 200 200 200", "422 422 422 422 422 422 422"),
    "report sales-areas": ("login 200 200 200 404 200 200", "login 405 405 405 405 405 405"),
    "report sales-markets": ("login 200 200 200 404 200 200", "login 405 405 405 405 405 405"),
    "report sales-months": ("login 200 200 200 404 200 200", "login 405 405 405 405 405 405"),
    "report sales-month-categories": (
        "login 200 200 200 404 200 200",
        "login 405 405 405 405 405 405",
    ),
    "report sales-categories": ("login 200 200 200 404 200 200", "login 405 405 405 405 405 405"),
    "report year-on-year": ("login 200 200 200 404 200 200", "login 405 405 405 405 405 405"),
    "online-market/": ("login 200 200 200 200 200 200", "login 405 405 405 405 405 405"),
    "online-market/rounds/new/": (
        "login 404 404 404 404 200 200",
        "login 404 404 404 404 422 422",
    ),
    "online-market/rounds/<int:pk>/": (
        "login 404 404 200 200 200 200",
        "login 404 404 404 404 302 302",
    ),
    "draft of a market round": (
        "login 404 404 404 404 200 200",
        "login 404 404 404 404 302 302",
    ),
    "online-market/rounds/<int:pk>/edit/": (
        "login 404 404 404 404 200 200",
        "login 404 404 404 404 422 422",
    ),
    "online-market/rounds/<int:pk>/targets/": (
        "login 404 404 200 200 200 200",
        "login 404 404 302 404 302 302",
    ),
    "online-market/surveys/<int:pk>/": (
        "login 200 404 200 404 200 200",
        "login 302 404 404 404 404 404",
    ),
    "online-market/surveys/<int:pk>/form/": (
        "login 200 404 404 404 404 404",
        "login 405 405 404 404 404 404",
    ),
    "online-market/surveys/<int:pk>/upload/": (
        "login 200 404 404 404 404 404",
        "login 422 404 404 404 404 404",
    ),
    "online-market/surveys/<int:pk>/result/": (
        "login 200 404 200 404 200 200",
        "login 302 404 404 404 404 404",
    ),
    "online-market/uploads/<int:pk>/": (
        "login 200 404 404 404 404 404",
        "login 302 404 404 404 404 404",
    ),
    "report online-base": ("login 200 200 200 404 200 200", "login 405 405 405 405 405 405"),
    "report online-survey": ("login 200 404 200 404 200 200", "login 405 405 405 405 405 405"),
    "report online-result": ("login 200 200 200 404 200 200", "login 405 405 405 405 405 405"),
    "report online-result-products": (
        "login 200 404 200 404 200 200",
        "login 405 405 405 405 405 405",
    ),
    "targets/": ("login 200 200 200 200 200 200", "login 302 302 302 302 302 302"),
    "targets/levels/<int:year>/": (
        "login 404 404 404 404 200 200",
        "login 404 404 404 404 422 422",
    ),
    "targets/estimates/": ("login 302 200 200 200 200 200", "login 302 302 404 404 404 404"),
    "targets/plans/<int:pk>/": ("login 404 404 200 404 404 404", "login 404 404 302 404 404 404"),
    "targets/estimates/<int:pk>/": (
        "login 200 404 404 404 404 404",
        "login 302 404 404 404 404 404",
    ),
    "plan in force": ("login 404 404 200 404 200 200", "login 404 404 302 404 404 404"),
    "plan of the nation": ("login 404 404 404 404 200 200", "login 404 404 404 404 302 302"),
    "signed estimate": ("login 200 404 200 404 200 200", "login 302 404 404 404 404 404"),
    "report targets": ("login 200 200 200 404 200 200", "login 405 405 405 405 405 405"),
    "report attainment": ("login 200 200 200 404 200 200", "login 405 405 405 405 405 405"),
    "report estimate": ("login 200 404 200 404 200 200", "login 405 405 405 405 405 405"),
    "report estimate_actuals": ("login 200 404 200 404 200 200", "login 405 405 405 405 405 405"),
    "report programme": ("login 404 404 200 404 200 200", "login 405 405 405 405 405 405"),
    "report pivot": ("login 200 200 200 404 200 200", "login 405 405 405 405 405 405"),
    "report timeliness": ("login 200 200 200 404 200 200", "login 405 405 405 405 405 405"),
    "report confirmations": ("login 404 404 200 404 200 200", "login 405 405 405 405 405 405"),
    "choices products.product.producer": (
        "login 200 200 200 200 200 200",
        "login 405 405 405 405 405 405",
    ),
    "choices producers.producer.subdistrict": (
        "login 200 200 200 200 200 200",
        "login 405 405 405 405 405 405",
    ),
    "choices accounts.user.district": (
        "login 403 403 403 403 200 200",
        "login 405 405 405 405 405 405",
    ),
    "choices accounts.user.province": (
        "login 403 403 403 403 200 200",
        "login 405 405 405 405 405 405",
    ),
    "choices producers.producer.name": (
        "login 403 403 403 403 403 403",
        "login 405 405 405 405 405 405",
    ),
    "producers/producer/": ("login 200 200 200 200 200 200", "login 200 200 200 200 200 200"),
    "producers/producer/add/": ("login 200 200 403 403 403 403", "login 200 200 403 403 403 403"),
    "producers/producer/<path:object_id>/": (
        "login 302 302 302 302 302 302",
        "login 302 302 302 302 302 302",
    ),
    "producers/producer/<path:object_id>/change/": (
        "login 200 404 200 404 200 200",
        "login 200 404 200 404 403 403",
    ),
    "producers/producer/<path:object_id>/history/": (
        "login 200 404 200 404 200 200",
        "login 200 404 200 404 200 200",
    ),
    "producers/producer/<path:object_id>/delete/": (
        "login 403 403 403 403 403 403",
        "login 403 403 403 403 403 403",
    ),
    "producers/producer/export/": (
        "login 200 200 200 200 200 200",
        "login 200 200 200 200 200 200",
    ),
    "products/product/": ("login 200 200 200 200 200 200", "login 200 200 200 200 200 200"),
    "products/product/add/": ("login 200 200 403 403 403 403", "login 200 200 403 403 403 403"),
    "products/product/<path:object_id>/": (
        "login 302 302 302 302 302 302",
        "login 302 302 302 302 302 302",
    ),
    "products/product/<path:object_id>/change/": (
        "login 200 404 200 404 200 200",
        "login 302 404 302 404 403 403",
    ),
    "products/product/<path:object_id>/history/": (
        "login 200 404 200 404 200 200",
        "login 200 404 200 404 200 200",
    ),
    "products/product/<path:object_id>/delete/": (
        "login 403 403 403 403 403 403",
        "login 403 403 403 403 403 403",
    ),
    "products/product/export/": ("login 200 200 200 200 200 200", "login 200 200 200 200 200 200"),
    "chuanchim/outlet/": ("login 200 200 200 200 200 200", "login 200 200 200 200 200 200"),
    "chuanchim/outlet/add/": ("login 200 200 403 403 403 403", "login 200 200 403 403 403 403"),
    "chuanchim/outlet/<path:object_id>/": (
        "login 302 302 302 302 302 302",
        "login 302 302 302 302 302 302",
    ),
    "chuanchim/outlet/<path:object_id>/change/": (
        "login 200 404 200 404 200 200",
        "login 200 404 200 404 403 403",
    ),
    "chuanchim/outlet/<path:object_id>/history/": (
        "login 200 404 200 404 200 200",
        "login 200 404 200 404 200 200",
    ),
    "chuanchim/outlet/<path:object_id>/delete/": (
        "login 403 403 403 403 403 403",
        "login 403 403 403 403 403 403",
    ),
    "chuanchim/outlet/export/": ("login 200 200 200 200 200 200", "login 200 200 200 200 200 200"),
    "accounts/user/": ("login 403 403 200 200 200 200", "login 403 403 200 200 200 200"),
    "accounts/user/add/": ("login 403 403 403 403 200 200", "login 403 403 403 403 200 200"),
    "accounts/user/<path:object_id>/": (
        "login 302 302 302 302 302 302",
        "login 302 302 302 302 302 302",
    ),
    "accounts/user/<path:object_id>/change/": (
        "login 403 403 200 404 200 200",
        "login 403 403 403 403 200 200",
    ),
    "accounts/user/<path:object_id>/history/": (
        "login 403 404 200 404 200 200",
        "login 403 404 200 404 200 200",
    ),
    "accounts/user/<path:object_id>/delete/": (
        "login 403 403 403 403 403 403",
        "login 403 403 403 403 403 403",
    ),
    "personal/reveal/": ("login 403 403 200 200 200 200", "login 403 403 200 200 200 200"),
    "personal/reveal/add/": ("login 403 403 403 403 403 403", "login 403 403 403 403 403 403"),
    "personal/reveal/<path:object_id>/": (
        "login 302 302 302 302 302 302",
        "login 302 302 302 302 302 302",
    ),
    "personal/reveal/<path:object_id>/change/": (
        "login 403 403 200 404 200 200",
        "login 403 403 403 403 403 403",
    ),
    "personal/reveal/<path:object_id>/history/": (
        "login 403 404 200 404 200 200",
        "login 403 404 200 404 200 200",
    ),
    "personal/reveal/<path:object_id>/delete/": (
        "login 403 403 403 403 403 403",
        "login 403 403 403 403 403 403",
    ),
    "areas/province/": ("login 403 403 403 403 200 200", "login 403 403 403 403 200 200"),
    "areas/province/add/": ("login 403 403 403 403 403 403", "login 403 403 403 403 403 403"),
    "areas/province/<path:object_id>/": (
        "login 302 302 302 302 302 302",
        "login 302 302 302 302 302 302",
    ),
    "areas/province/<path:object_id>/change/": (
        "login 403 403 403 403 200 200",
        "login 403 403 403 403 403 403",
    ),
    "areas/province/<path:object_id>/history/": (
        "login 403 403 403 404 200 200",
        "login 403 403 403 404 200 200",
    ),
    "areas/province/<path:object_id>/delete/": (
        "login 403 403 403 403 403 403",
        "login 403 403 403 403 403 403",
    ),
    "areas/district/": ("login 403 403 403 403 200 200", "login 403 403 403 403 200 200"),
    "areas/district/add/": ("login 403 403 403 403 403 403", "login 403 403 403 403 403 403"),
    "areas/district/<path:object_id>/": (
        "login 302 302 302 302 302 302",
        "login 302 302 302 302 302 302",
    ),
    "areas/district/<path:object_id>/change/": (
        "login 403 403 403 403 200 200",
        "login 403 403 403 403 403 403",
    ),
    "areas/district/<path:object_id>/history/": (
        "login 403 404 403 404 200 200",
        "login 403 404 403 404 200 200",
    ),
    "areas/district/<path:object_id>/delete/": (
        "login 403 403 403 403 403 403",
        "login 403 403 403 403 403 403",
    ),
    "areas/subdistrict/": ("login 200 200 200 200 200 200", "login 200 200 200 200 200 200"),
    "areas/subdistrict/add/": ("login 403 403 403 403 403 403", "login 403 403 403 403 403 403"),
    "areas/subdistrict/<path:object_id>/": (
        "login 302 302 302 302 302 302",
        "login 302 302 302 302 302 302",
    ),
    "areas/subdistrict/<path:object_id>/change/": (
        "login 200 404 200 404 200 200",
        "login 403 403 403 403 403 403",
    ),
    "areas/subdistrict/<path:object_id>/history/": (
        "login 200 404 200 404 200 200",
        "login 200 404 200 404 200 200",
    ),
    "areas/subdistrict/<path:object_id>/delete/": (
        "login 403 403 403 403 403 403",
        "login 403 403 403 403 403 403",
    ),
    "registration/round/": ("login 403 403 403 403 200 200", "login 403 403 403 403 200 200"),
    "registration/round/add/": (
        "login 403 403 403 403 200 200",
        "login 403 403 403 403 200 200",
    ),
    "registration/round/<path:object_id>/": (
        "login 302 302 302 302 302 302",
        "login 302 302 302 302 302 302",
    ),
    "registration/round/<path:object_id>/change/": (
        "login 403 403 403 403 200 200",
        "login 403 403 403 403 200 200",
    ),
    "registration/round/<path:object_id>/history/": (
        "login 403 403 403 403 200 200",
        "login 403 403 403 403 200 200",
    ),
    "registration/round/<path:object_id>/delete/": (
        "login 403 403 403 403 403 403",
        "login 403 403 403 403 403 403",
    ),
}
TABLE |= {
    f"{model}/{route}": REFERENCE_TABLE[route]
    for model in (*REFERENCES, "sales/publicholiday")
    for route in REFERENCE_TABLE
}


# An officer without the chief's right to certify is answered as the chief ("own"), but for what is the
# chief's alone: the imports and jobs of this scene, and the history of the own account.
CLERK = {
    "tables/imports/<int:pk>/": ("404", "405"),
    "tables/imports/<int:pk>/confirm/": ("302", "404"),
    "tables/imports/<int:pk>/call-off/": ("302", "404"),
    "jobs/<int:pk>/": ("404", "405"),
    "jobs/<int:pk>/cancel/": ("405", "404"),
    "accounts/user/<path:object_id>/history/": ("404", "404"),
}


@pytest.mark.parametrize("name", everything())
def test_what_each_officer_is_answered(scene, name):
    asked = everything()[name]
    answered = tuple(
        " ".join(answer(who, method, asked, scene) for who in WHO) for method in ("GET", "POST")
    )
    assert answered == TABLE[name]
    own = tuple(answers.split()[WHO.index("own")] for answers in TABLE[name])
    clerk = tuple(answer("clerk", method, asked, scene) for method in ("GET", "POST"))
    assert clerk == CLERK.get(name, own)


def test_every_address_is_in_the_table_and_none_that_is_not_there():
    known = {asked.route for asked in everything().values()}
    there = {
        r"^(?P<app_label>APPS)/$" if route.startswith("^(?P<app_label>") else route
        for route in routes()
    }
    assert known == there
    assert set(TABLE) == set(everything())


# --- What those pages hold: in lists, search, filters, choices and files ---------------------------

REGISTERS = {
    "producers/producer": "กลุ่ม {}",
    "products/product": "ผลิตภัณฑ์ {}",
    "chuanchim/outlet": "ร้าน {}",
    "accounts/user": "เจ้าหน้าที่ {}",
    "areas/subdistrict": "ตำบลที่ {}",
}
PLACES = ("2402", "2403", "2501")
SEEN = {
    "district2402": {"2402"},
    "province24": {"2402", "2403"},
    "province25": {"2501"},
    "department": set(PLACES),
}


@pytest.fixture
def everywhere() -> None:
    """One of every register in each of three districts, named by its district's code."""
    for code in PLACES:
        of = make.district(code, f"ที่ {code}")
        maker = make.producer(of, f"กลุ่ม {code}")
        make.product(maker, name=f"ผลิตภัณฑ์ {code}")
        make.outlet(of, f"ร้าน {code}")
        make.district_officer(of, full_name=f"เจ้าหน้าที่ {code}")
        make.province_officer(of.province)
        Subdistrict.objects.create(
            code=f"{code}01", district=of, name_th=f"ตำบลที่ {code}", name_en="-", type_th="ตำบล"
        )
    make.department_officer()


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def named(text: str, name: str) -> set[str]:
    return {code for code in PLACES if name.format(code) in text}


@pytest.mark.parametrize("who", SEEN)
@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize("search", ["", "?q=", "?q=24"])
def test_lists_and_their_search_name_only_the_own_area(everywhere, who, register, search):
    name = REGISTERS[register]
    search = f"?q={name.format('')}" if search == "?q=" else search
    answer = signed_in(who).get(f"/{register}/{search}")
    if register == "accounts/user" and who.startswith("district"):
        assert answer.status_code == 403  # no list of theirs
        return
    assert answer.status_code == 200
    shown = SEEN[who] if search != "?q=24" else {code for code in SEEN[who] if "24" in code}
    assert named(answer.content.decode(), name) == shown


def narrowed(who: str, province: str = "", district: str = "") -> set[str]:
    """What a filter leaves of the own area. One that is not offered counts for nothing: a district
    is offered to its province, and to the department below its province only."""
    seen = SEEN[who]
    if who == "department":
        seen = {code for code in seen if code.startswith(province)}
    offers = who.startswith("province") or (who == "department" and province)
    return seen & {district} if offers and district else seen


@pytest.mark.parametrize("who", SEEN)
@pytest.mark.parametrize("code", PLACES)
@pytest.mark.parametrize("register", ["producers/producer", "products/product", "chuanchim/outlet"])
def test_a_filter_by_area_finds_nothing_of_elsewhere(everywhere, who, code, register):
    """Whatever is written into the address, named by the filter or not."""
    name = REGISTERS[register]
    for asked in ({"district": code}, {"province": code[:2]}):
        page = signed_in(who).get(f"/{register}/", asked)
        assert page.status_code == 200
        assert named(page.content.decode(), name) == narrowed(who, **asked)


@pytest.mark.parametrize("who", SEEN)
def test_filters_offer_only_the_own_areas(everywhere, who):
    page = signed_in(who).get("/producers/producer/").content.decode()
    offered = {code for code in PLACES if f"district={code}" in page}
    assert offered == (SEEN[who] if who.startswith("province") else set())


@pytest.mark.parametrize("who", SEEN)
@pytest.mark.parametrize("register", ["producers/producer", "products/product", "chuanchim/outlet"])
def test_the_excel_of_a_list_holds_only_the_own_area(everywhere, who, register):
    both = {"province": "25", "district": "2501"}
    for asked in ({}, {"district": "2403"}, {"province": "25"}, both):
        answer = signed_in(who).get(f"/{register}/export/", asked)
        sheet = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer))).get_sheet_by_index(0)
        assert named(str(sheet.to_python()), REGISTERS[register]) == narrowed(who, **asked)


@pytest.mark.parametrize("who", SEEN)
@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("app_label=products&model_name=product&field_name=producer", "กลุ่ม {}"),
        ("app_label=producers&model_name=producer&field_name=subdistrict", "ตำบลที่ {}"),
    ],
)
def test_choices_by_typing_are_the_own_areas(everywhere, who, field, name):
    for term in ("", name.format("")):
        answer = signed_in(who).get(f"/autocomplete/?{field}&term={term}")
        text = " ".join(result["text"] for result in answer.json()["results"])
        assert named(text, name) == SEEN[who]


def test_a_choice_of_elsewhere_is_refused_when_it_is_posted(everywhere):
    client = signed_in("district2402")
    foreign = Producer.objects.get(name="กลุ่ม 2403")
    answer = client.post(
        "/products/product/add/", {"producer": foreign.pk, "name": "ของเขา", "category": "food"}
    )
    assert answer.status_code == 200
    assert "producer" in answer.context["adminform"].form.errors
    own = Product.objects.get(name="ผลิตภัณฑ์ 2402")
    client.post(
        f"/products/product/{own.pk}/change/",
        {"producer": foreign.pk, "name": "ย้าย", "production": "made"},
    )
    assert set(Product.objects.filter(producer=foreign).values_list("name", flat=True)) == {
        "ผลิตภัณฑ์ 2403"
    }


def test_an_account_that_must_change_its_password_goes_nowhere_else(scene):
    User.objects.update(must_change_password=True)
    client = signed_in("department")
    for path in ("/", "/sales/months/", "/reports/rt3/", "/accounts/user/", "/autocomplete/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/password_change/")
    assert client.get("/password_change/").status_code == 200


def test_an_inactive_account_is_nobody(scene):
    User.objects.update(is_active=False, standing="suspended")
    answer = signed_in("department").get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/")
