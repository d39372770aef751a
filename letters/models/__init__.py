from letters.models.outgoing import LetterCancellation, OutgoingLetter
from letters.models.templates import Kind, LetterTemplate, Subject

__all__ = ["Kind", "LetterCancellation", "LetterTemplate", "OutgoingLetter", "Subject"]
