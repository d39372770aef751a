"""Questions on screen: the list that is searched, one with its answers, a new one."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from core.areas.scope import Role
from core.pages import RoleView, whole_number
from core.steps import StepRefused, is_for
from core.thai.texts import clean_text
from core.users.requests import AuthenticatedHttpRequest
from correspondence import workflow
from correspondence.forms import AnswerForm, QuestionForm
from correspondence.models import Answer, Briefing, Question
from correspondence.models.doors import belongs_to
from correspondence.waiting import counted

ON_A_PAGE = 50
SHOWN = {"": "ทั้งหมด", "waiting": "ยังไม่มีคำตอบ", "answered": "ตอบแล้ว", "own": "ของสำนักงานนี้"}


class QuestionListView(RoleView):
    """Questions of the own office and the published ones, found by their words."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        user, asked = request.user, request.GET
        words = clean_text(asked.get("q", ""))[:100]
        show = asked.get("show", "")
        answers = Answer.objects.visible_to(user).filter(question=OuterRef("pk"))
        questions = Question.objects.visible_to(user).annotate(
            is_answered=Exists(answers),
            is_published=Exists(answers.filter(published=True, replaced_by=None)),
        )
        match show:
            case "waiting":
                questions = questions.filter(is_answered=False)
            case "answered":
                questions = questions.filter(is_answered=True)
            case "own":
                questions = questions.of_office(user)
        found = questions.found_by(words, user).select_related("district", "province", "briefing")
        context = {
            "title": "ถาม–ตอบ",
            "page": Paginator(found, ON_A_PAGE).get_page(asked.get("page")),
            "words": words,
            "show": show,
            "shown": SHOWN.items(),
            "kept": urlencode({"q": words, "show": show}),
            "waiting": counted(request).get("admin:questions", 0),
            "may_ask": is_for(workflow.ASK, user),
        }
        return self.show("correspondence/questions.html", context)


class QuestionView(RoleView):
    """One question with its answers, and the form of who answers."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        return self._page(self._question(pk), None)

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        self.only_for(workflow.ANSWER)
        question = self._question(pk)
        get_object_or_404(Question.objects.answerable_by(request.user), pk=pk)
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self._page(question, form, status=422)
        workflow.answer(question, by=request.user, **form.cleaned_data)
        counted(request)
        messages.success(request, f"ส่งคำตอบถึง{question.asker}แล้ว")
        return redirect(request.path)

    def _question(self, pk: int) -> Question:
        seen = Question.objects.visible_to(self.request.user)
        related = ("district", "province", "briefing__province", "by")
        return get_object_or_404(seen.select_related(*related), pk=pk)

    def _page(self, question: Question, form: AnswerForm | None, status: int = 200) -> HttpResponse:
        user = self.request.user
        answers = list(
            Answer.objects.visible_to(user)
            .filter(question=question)
            .select_related("province", "by", "replaced_by")
        )
        last = next(
            (
                one
                for one in answers
                if belongs_to(user, one.province_id) and not hasattr(one, "replaced_by")
            ),
            None,
        )
        known = {"text": last.text, "published": last.published} if last else {}
        answerable = Question.objects.answerable_by(user).filter(pk=question.pk).exists()
        context = {
            "title": question.subject,
            "question": question,
            "of_office": Question.objects.of_office(user).filter(pk=question.pk).exists(),
            "answers": answers,
            "answered": last is not None,
            "may_answer": answerable and is_for(workflow.ANSWER, user),
            "form": form or AnswerForm(initial=known),
        }
        return self.show("correspondence/question.html", context, status=status)


class NewQuestionView(RoleView):
    roles = workflow.ASK.roles

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        """`?briefing=`: for which one is asked."""
        known = {"page": request.GET.get("page", "")[:300]}
        asked = whole_number(request.GET.get("briefing", ""))
        briefing = Briefing.objects.visible_to(request.user).still_asked().filter(pk=asked).first()
        if briefing is not None:
            of_province = briefing.province_id is not None
            known |= {"briefing": briefing.pk}
            known["to"] = Question.To.PROVINCE if of_province else Question.To.DEPARTMENT
        return self._page(QuestionForm(request.user, request.get_host(), initial=known))

    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        form = QuestionForm(request.user, request.get_host(), request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            question = workflow.ask(by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(form, status=422)
        messages.success(request, f"ส่งคำถามถึง{question.asked_of}แล้ว")
        return redirect("admin:question", pk=question.pk)

    def _page(self, form: QuestionForm, status: int = 200) -> HttpResponse:
        context = {"title": "ถามคำถาม", "form": form}
        return self.show("correspondence/question_new.html", context, status=status)
