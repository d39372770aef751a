"""Whether a form arrived: asked by the browser that keeps what was typed.

The script is static/js/forms/offering.js."""

from django.http import JsonResponse
from django.views import View

from core.sending.models import SentForm
from core.sending.tokens import LONGEST, token_hash
from core.users.requests import AuthenticatedHttpRequest

MOST = 100


class ArrivedView(View):
    """Of the tokens asked for, those whose form this person sent and the portal did; at most 100."""

    def get(self, request: AuthenticatedHttpRequest) -> JsonResponse:
        asked = [text[:LONGEST] for text in request.GET.getlist("token")[:MOST]]
        by_hash = {token_hash(request.user, token): token for token in asked}
        found = SentForm.objects.visible_to(request.user).filter(token_hash__in=by_hash)
        hashes = set(found.values_list("token_hash", flat=True))
        arrived = [token for hash, token in by_hash.items() if hash in hashes]
        return JsonResponse({"arrived": arrived}, headers={"Cache-Control": "no-store"})
