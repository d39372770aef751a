"""The portal: Django's admin site, renamed, re-dressed and opened to the three roles."""

from functools import update_wrapper

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode

from core.sending.pages import page_of_form


class PortalSite(AdminSite):
    """The whole portal behind one sign-in; the apps' pages are mounted beside the registers."""

    site_header = site_title = "ทะเบียน OTOP"
    index_title = "งานวันนี้"
    site_url = None
    enable_nav_sidebar = False
    empty_value_display = "–"

    # This module is read while the apps load: what needs their models is imported where it is used.

    def login(self, request, extra_context=None):
        """Sign in; a demo portal offers its made-up accounts below the form."""
        from accounts.views.sign_in import SignInView

        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        context = self.each_context(request) | {
            "title": "เข้าสู่ระบบ",
            "app_path": request.get_full_path(),
            "ended": "ended" in request.GET,
            "idle_minutes": settings.SESSION_COOKIE_AGE // 60,
            "provider": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
        }
        if settings.PORTAL_DEMO:
            from demo.accounts import DEMO_PASSWORD, DEMO_SIGN_INS

            context |= {"demo_sign_ins": DEMO_SIGN_INS, "demo_password": DEMO_PASSWORD}
        request.current_app = self.name
        return SignInView.as_view(extra_context=context | (extra_context or {}))(request)

    def logout(self, request, extra_context=None):
        """As the stock one; a browser also drops what it holds of the portal's pages. Not its storage:
        other people's unsaved drafts lie there, sealed (static/js/drafts)."""
        answer = super().logout(request, extra_context)
        answer.headers["Clear-Site-Data"] = '"cache"'
        return answer

    def password_change(self, request, extra_context=None):
        """As the stock page, with the form that ends the duty to change the first password. 429 after
        AXES_FAILURE_LIMIT wrong old ones."""
        from django.contrib.auth.views import PasswordChangeView

        from accounts import password_guard
        from accounts.forms import OwnPasswordChangeForm

        if request.method == "POST" and password_guard.is_locked_out(request):
            waits = {
                "tries": settings.AXES_FAILURE_LIMIT,
                "minutes": password_guard.minutes_left(request),
            }
            return render(request, "accounts/password_locked.html", waits, status=429)
        request.current_app = self.name
        answer = PasswordChangeView.as_view(
            form_class=OwnPasswordChangeForm,
            success_url=reverse("admin:password_change_done"),
            extra_context=self.each_context(request) | (extra_context or {}),
        )(request)
        form = (getattr(answer, "context_data", None) or {}).get("form")
        if (
            request.method == "POST"
            and form is not None
            and form.has_error("old_password", "password_incorrect")
        ):
            password_guard.note_guess(request)
        return answer

    def has_permission(self, request: HttpRequest) -> bool:
        """Every active account works here; what it may see and do is the role's and the area's."""
        return request.user.is_active

    def admin_view(self, view, cacheable=False):
        """As the stock one; a form that came after its session had ended leads by the sign-in back to
        the page it was on, where what was typed is offered again (static/js/forms/offering.js)."""
        inner = super().admin_view(view, cacheable)

        def signed_in(request: HttpRequest, *args, **kwargs):
            if request.method != "POST" or self.has_permission(request):
                return inner(request, *args, **kwargs)
            if request.path == reverse("admin:logout"):
                return inner(request, *args, **kwargs)
            asked = urlencode({"next": page_of_form(request), "ended": "1"})
            return HttpResponseRedirect(f"{reverse('admin:login')}?{asked}")

        return update_wrapper(signed_in, inner)

    def each_context(self, request: HttpRequest) -> dict:
        """What the pages of registers show of the portal, without the list of apps: the menu is ours
        (otop_registry.navigation), and the stock list asks every permission of every register anew."""
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "has_permission": self.has_permission(request),
            "is_popup": False,
        }

    def index(  # type: ignore[override]  # a page of ours, not the stock template
        self, request: HttpRequest, extra_context=None
    ) -> HttpResponseBase:
        from otop_registry.home.views import HomeView

        return HomeView.as_view()(request)

    def get_urls(self) -> list:
        from accounts.own_urls import urlpatterns as own_account_patterns
        from accounts.urls import urlpatterns as account_patterns
        from api.urls import urlpatterns as partner_key_patterns
        from catalogue.urls import urlpatterns as catalogue_patterns
        from core.jobs.urls import urlpatterns as job_patterns
        from core.personal.urls import urlpatterns as personal_patterns
        from core.pictures.urls import urlpatterns as picture_patterns
        from core.reports.urls import urlpatterns as report_patterns
        from core.sending.urls import urlpatterns as sending_patterns
        from core.tables.urls import urlpatterns as import_patterns
        from correspondence.urls import urlpatterns as correspondence_patterns
        from data_protection.urls import urlpatterns as data_protection_patterns
        from handing_over.urls import urlpatterns as hand_over_patterns
        from letters.urls import urlpatterns as letter_patterns
        from online_market.urls import urlpatterns as online_market_patterns
        from open_data.urls import urlpatterns as open_data_patterns
        from otop_registry.manual.urls import urlpatterns as manual_patterns
        from otop_registry.page_urls import urlpatterns as page_patterns
        from producers.urls import urlpatterns as producer_patterns
        from products.urls import urlpatterns as product_patterns
        from quality.urls import urlpatterns as quality_patterns
        from registration.urls import urlpatterns as registration_patterns
        from sales.urls import urlpatterns as sales_patterns
        from taking_over.urls import urlpatterns as taking_over_patterns
        from targets.urls import urlpatterns as target_patterns

        *stock, catch_all = self._stock_urls()
        return [
            *self._behind_sign_in("", page_patterns),
            *self._behind_sign_in("targets/", target_patterns),
            *self._behind_sign_in("online-market/", online_market_patterns),
            *self._behind_sign_in("catalogue/", catalogue_patterns),
            *self._behind_sign_in("open-data/", open_data_patterns),
            *self._behind_sign_in("partner-keys/", partner_key_patterns),
            *self._behind_sign_in("correspondence/", correspondence_patterns),
            *self._behind_sign_in("letters/", letter_patterns),
            *self._behind_sign_in("hand-overs/", hand_over_patterns),
            *self._behind_sign_in("quality/", quality_patterns),
            *self._behind_sign_in("tables/", import_patterns),
            *self._behind_sign_in("taking-over/", taking_over_patterns),
            *self._behind_sign_in("jobs/", job_patterns),
            *self._behind_sign_in("manual/", manual_patterns),
            *self._behind_sign_in("forms/", sending_patterns),
            *self._behind_sign_in("account/", own_account_patterns),
            *self._behind_sign_in("accounts/", account_patterns),
            *self._behind_sign_in("personal/", personal_patterns),
            *self._behind_sign_in("privacy/", data_protection_patterns),
            *self._behind_sign_in("registration/", registration_patterns),
            *self._behind_sign_in("reports/", report_patterns),
            *self._behind_sign_in("pictures/", picture_patterns, cacheable=True),
            *self._behind_sign_in("producers/", producer_patterns),
            *self._behind_sign_in("products/", product_patterns),
            *stock,
            # Below the lists that the department keeps of the sales: sales/<month>/<district>/ would
            # take sales/publicholiday/add/ for a district's page.
            *self._behind_sign_in("sales/", sales_patterns),
            catch_all,
        ]

    def _stock_urls(self) -> list:
        """Without "view on site": it looks up any record of any model, past `visible_to`."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def _behind_sign_in(
        self, prefix: str, patterns: list[URLPattern], *, cacheable: bool = False
    ) -> list[URLPattern]:
        """`cacheable`: the view says itself what a browser may keep."""
        return [
            path(
                f"{prefix}{pattern.pattern}",
                self.admin_view(pattern.callback, cacheable=cacheable),
                name=pattern.name or "",
            )
            for pattern in patterns
        ]
