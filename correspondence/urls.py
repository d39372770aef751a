"""Addresses of what offices write to each other; the portal mounts them behind the sign-in."""

from django.urls import path

from correspondence.views.briefings import BriefingListView, BriefingView, NewBriefingView
from correspondence.views.notices import (
    NewNoticeView,
    NoticeFileView,
    NoticeListView,
    NoticeView,
)
from correspondence.views.questions import NewQuestionView, QuestionListView, QuestionView

urlpatterns = [
    path("notices/", NoticeListView.as_view(), name="notices"),
    path("notices/new/", NewNoticeView.as_view(), name="notice-new"),
    path("notices/<int:pk>/", NoticeView.as_view(), name="notice"),
    path("notices/<int:pk>/file/", NoticeFileView.as_view(), name="notice-file"),
    path("questions/", QuestionListView.as_view(), name="questions"),
    path("questions/new/", NewQuestionView.as_view(), name="question-new"),
    path("questions/<int:pk>/", QuestionView.as_view(), name="question"),
    path("briefings/", BriefingListView.as_view(), name="briefings"),
    path("briefings/new/", NewBriefingView.as_view(), name="briefing-new"),
    path("briefings/<int:pk>/", BriefingView.as_view(), name="briefing"),
]
