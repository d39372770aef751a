"""The answer to D02's proposal: the product goes into the category its name speaks for."""

from django.contrib import messages
from django.http import Http404, HttpResponse

from core.pages import RoleView, seen_version
from core.steps import StepRefused
from core.users.requests import AuthenticatedHttpRequest
from products.models import Product
from products.recategorising import TAKE_CATEGORY, take_proposed_category
from quality.worklist_page import back_to_list


class TakeCategoryView(RoleView):
    """POST with the version that was shown; back to the list it came from."""

    roles = TAKE_CATEGORY.roles

    def post(self, request: AuthenticatedHttpRequest, pk: int, **kwargs) -> HttpResponse:
        seen = seen_version(request.POST)
        try:
            doubt = take_proposed_category(Product(pk=pk), by=request.user, seen_version=seen)
        except Product.DoesNotExist as error:
            raise Http404("no such product for this officer") from error
        except StepRefused as refusal:
            messages.error(request, str(refusal))
        else:
            said = doubt.get_says_display()
            messages.success(request, f"ย้าย “{doubt.name}” ไป{said}แล้ว เลือกประเภทย่อยใหม่ในแบบ")
        return back_to_list(request, "D02")
