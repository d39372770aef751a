from correspondence.models.briefings import Briefing
from correspondence.models.notices import Notice, NoticeReading, Withdrawal
from correspondence.models.questions import Answer, Question

__all__ = ["Answer", "Briefing", "Notice", "NoticeReading", "Question", "Withdrawal"]
