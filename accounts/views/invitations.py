"""Making invitations: for many at once on paper, as a workbook, by mail, or on the screen."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header, urlencode
from django.utils.safestring import mark_safe
from django.utils.timezone import now
from django.views.decorators.debug import sensitive_variables

from accounts import invitation_papers, invitations
from accounts.invitations import Issued
from accounts.life_steps import KEEPERS
from core.areas.models import Province
from core.pages import RoleView, whole_numbers
from core.steps import StepRefused
from core.thai import calendar
from core.users import proof
from core.users.models import Invitation, User
from core.users.requests import AuthenticatedHttpRequest

PER_PAGE = 100
MOST_AT_ONCE = 3000  # every account of the nation's districts

# How many go out each way at once: slips are drawn one by one, a screen has to be read.
MOST_OF_A_WAY = {"slips": 500, "screen": PER_PAGE, "mail": PER_PAGE}

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def waiting_for_password(user: User):
    """The accounts this officer keeps that nobody has set a password for, with the office's order."""
    accounts = User.objects.kept_by(user).filter(standing=User.Standing.INVITED)
    return accounts.select_related("province", "district").order_by(
        "district_id", "province_id", "username"
    )


# After a double click the second request finds that the first already made the links.
_NOT_CHOSEN = {
    False: "ยังไม่ได้เลือกบัญชี ทำเครื่องหมายหน้าชื่อก่อน",
    True: "ทุกบัญชีมีคำเชิญที่ยังใช้ได้แล้ว ลิงก์แสดงครั้งเดียว ถ้าไม่ได้รับ ให้เลือกบัญชีแล้วออกคำเชิญใหม่",
}


class InvitationsView(RoleView):
    """Who has no password yet: tick, choose how the links go out, and they are made and told once."""

    roles = KEEPERS

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        waiting = waiting_for_password(request.user)
        province = request.GET.get("province", "")
        if province and request.user.of_nation:
            waiting = waiting.filter(district__province=province)
        page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
        links = invitations.unanswered_of(list(page.object_list))
        at = now()
        return self.show("accounts/invitations.html",
            {
                "title": "คำเชิญเปิดบัญชี",
                "page": page,
                "lines": [
                    {"account": one, "invitation": (link := links.get(one.pk)),
                     "run_out": link is not None and link.expires_at <= at,
                     "held": link is not None and link.is_held}
                    for one in page
                ],
                "without_link": waiting.exclude(
                    invitations__in=Invitation.objects.usable(at)
                ).count(),
                "provinces": self._provinces(request.user),
                "province": province,
                "kept": urlencode({"province": province} if province else {}),
                "may_mail": invitation_papers.may_mail(),
            },
        )  # fmt: skip

    def _provinces(self, user: User) -> list[Province]:
        if not user.of_nation:
            return []
        return list(Province.objects.visible_to(user))

    @sensitive_variables()
    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        if again := proof.asked(request):
            return again
        keys = self._chosen(request)
        if not keys:
            messages.warning(request, _NOT_CHOSEN[request.POST.get("which") == "without_link"])
            return redirect(request.get_full_path())
        way = request.POST.get("way", "")
        return issue(request, keys, way, back=request.get_full_path())

    def _chosen(self, request: AuthenticatedHttpRequest) -> list[int]:
        """Those ticked; or all that wait without a usable link, of the province shown."""
        if request.POST.get("which") != "without_link":
            return whole_numbers(request.POST.getlist("account"))
        waiting = waiting_for_password(request.user)
        province = request.GET.get("province", "")
        if province and request.user.of_nation:
            waiting = waiting.filter(district__province=province)
        without = waiting.exclude(invitations__in=Invitation.objects.usable(now()))
        return list(without.values_list("pk", flat=True)[:MOST_AT_ONCE])


HELD = (
    "ลิงก์ของผู้มีสิทธิรับรองยอดเปิดได้เมื่อกรมรับรองคำเชิญแล้ว แจ้งกรมให้ติดต่อผู้ใช้และรับรอง "
    "หรือส่งทางอีเมลของผู้ใช้ ซึ่งไม่ต้องรอ"
)


@sensitive_variables()
def issue(
    request: AuthenticatedHttpRequest, keys: list[int], way: str, *, back: str
) -> HttpResponse:
    """Make links for these accounts and answer with them, this one time; `way`: slips, workbook, mail,
    or the screen; `back`: where the page leads on. Out of area is 404; a refusal makes none."""
    most = MOST_OF_A_WAY.get(way, MOST_AT_ONCE)
    if len(keys) > most:
        messages.error(
            request, f"เลือกไว้ {len(keys):,} บัญชี ส่งแบบนี้ได้ครั้งละ {most:,} เลือกทีละจังหวัด หรือใช้ไฟล์ Excel"
        )
        return redirect(back)
    if way == "mail" and not _can_all_be_mailed(request, keys):
        return redirect(back)
    try:
        issued = invitations.invite(keys, by=request.user, to_own_mail=way == "mail")
    except User.DoesNotExist as error:
        raise Http404("an account out of area") from error
    except StepRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    if way == "mail":
        _mailed(request, issued)
        return redirect(back)
    if any(one.is_held for one in issued):
        messages.warning(request, HELD)
    if way == "slips":
        return _file(invitation_papers.slips(issued), "application/pdf", "pdf")
    if way == "workbook":
        return _file(invitation_papers.workbook(issued), XLSX, "xlsx")
    answer = render(
        request,
        "accounts/invitations_issued.html",
        {"title": "คำเชิญที่ออกใหม่", "issued": [_shown(one) for one in issued], "back": back},
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _can_all_be_mailed(request: AuthenticatedHttpRequest, keys: list[int]) -> bool:
    if not invitation_papers.may_mail():
        messages.error(request, "ระบบยังไม่ได้ตั้งค่าให้ส่งอีเมล พิมพ์ใบเชิญหรือใช้ไฟล์ Excel แทน")
        return False
    without = User.objects.kept_by(request.user).filter(pk__in=keys, email="")
    names = [account.username for account in without[:5]]
    if names:
        messages.error(request, f"ยังไม่มีอีเมลของ {', '.join(names)} กรอกอีเมลก่อนหรือพิมพ์ใบเชิญ")
    return not names


def _mailed(request: AuthenticatedHttpRequest, issued: list[Issued]) -> None:
    unsent = invitation_papers.send(issued)
    if len(issued) > len(unsent):
        messages.success(request, f"ส่งคำเชิญทางอีเมลแล้ว {len(issued) - len(unsent)} คน")
    if unsent:
        names = ", ".join(one.account.username for one in unsent)
        messages.error(request, f"ส่งอีเมลไม่ได้: {names} ออกคำเชิญใหม่อีกครั้ง หรือพิมพ์ใบเชิญ")


def _shown(issued: Issued) -> dict:
    code = invitation_papers.code_svg(issued.address)
    return {
        "account": issued.account,
        "address": issued.address,
        "until": invitation_papers.until(issued),
        "is_held": issued.is_held,
        "code": mark_safe(code),  # noqa: S308  (drawn by segno from an address of ours)
    }


def _file(content: bytes, kind: str, extension: str) -> HttpResponse:
    name = f"invitations-{calendar.today():%Y%m%d}.{extension}"
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": content_disposition_header(True, name),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
