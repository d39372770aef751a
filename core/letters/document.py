"""A letter as a document to go on writing in (.docx), in the same order and measures as the paper."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from core.letters.letter import Letter
from core.reports.renderers.pdf import table_texts
from core.reports.tables import Summary
from core.thai.digits import to_thai

FONT = "TH Sarabun New"  # what offices write in; where it is missing the program takes another
_SIZE, _SMALL = Pt(16), Pt(14)
_DOTS = "." * 30
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
}
_CENTRE, _RIGHT = _ALIGN["center"], _ALIGN["right"]


def render(letter: Letter, *, thai_digits: bool = False) -> bytes:
    """The letter as a .docx file."""
    return _Writer(thai_digits).written(letter)


class _Writer:
    def __init__(self, thai_digits: bool) -> None:
        self.thai_digits = thai_digits
        self.document: Any = Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin, section.right_margin = Mm(30), Mm(20)
        section.top_margin = section.bottom_margin = Mm(20)
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = FONT, _SIZE
        style.paragraph_format.space_after = Pt(4)
        # Thai is a complex script: its face and size are named apart.
        faces = style.element.get_or_add_rPr().get_or_add_rFonts()
        faces.set(qn("w:cs"), FONT)
        _complex_size(style.element.get_or_add_rPr(), _SIZE)

    def written(self, letter: Letter) -> bytes:
        (self._memo_head if letter.form == "memo" else self._letter_head)(letter)
        self._labelled("เรียน", letter.to)
        for nth, one in enumerate(letter.enclosures):
            self._labelled("สิ่งที่ส่งมาด้วย" if nth == 0 else "", one)
        *before, last = letter.paragraphs
        for said in before:
            self._paragraph(said, indent=25)
        if letter.table is not None:
            self._table(letter.table)
        self._paragraph(last, indent=25)
        if letter.form == "external":
            self._paragraph("ขอแสดงความนับถือ", indent=80, align=_CENTRE, before=12)
        self._signed(letter.signature.lines, indent=80)
        if letter.endorsement is not None:
            self._signed(letter.endorsement.lines, indent=0)
        made = BytesIO()
        self.document.core_properties.title = letter.subject
        self.document.core_properties.author = letter.office
        self.document.save(made)
        return made.getvalue()

    def _memo_head(self, letter: Letter) -> None:
        self._paragraph("บันทึกข้อความ", align=_CENTRE, bold=True)
        self._labelled("ส่วนราชการ", letter.office, bold=True)
        number, day = letter.number or _DOTS, letter.day or _DOTS
        self._paragraph(f"ที่  {number}\tวันที่  {day}")
        self._labelled("เรื่อง", letter.subject, bold=True)

    def _letter_head(self, letter: Letter) -> None:
        self._paragraph(f"ที่  {letter.number or _DOTS}", before=62)  # room for the emblem
        self._paragraph(letter.office, align=_RIGHT)
        self._paragraph(letter.day or f"วันที่ {_DOTS}", align=_CENTRE)
        self._labelled("เรื่อง", letter.subject)

    def _labelled(self, label: str, said: str, *, bold: bool = False) -> None:
        paragraph = self._paragraph("")
        shape = paragraph.paragraph_format
        shape.left_indent, shape.first_line_indent = Mm(30), Mm(-30)
        shape.tab_stops.add_tab_stop(Mm(30))
        self._run(paragraph, label, bold=bold)
        self._run(paragraph, f"\t{said}")

    def _signed(self, lines: Iterable[str], *, indent: int) -> None:
        for nth, line in enumerate(lines):
            self._paragraph(line, indent=indent, align=_CENTRE, before=24 if nth == 0 else 0)

    def _table(self, summary: Summary) -> None:
        texts = table_texts(summary)
        rows = [[cell["text"] for cell in row] for row in texts["head"]]
        rows += texts["rows"] + ([texts["total"]] if texts["total"] else [])
        table = self.document.add_table(len(rows), len(texts["columns"]), style="Table Grid")
        for row, values in zip(table.rows, rows, strict=True):
            for cell, value, column in zip(row.cells, values, texts["columns"], strict=True):
                paragraph = cell.paragraphs[0]
                paragraph.alignment = _CENTRE if values is rows[0] else _ALIGN[column["align"]]
                paragraph.paragraph_format.space_after = Pt(0)
                bold = values is rows[0] or (texts["total"] and values is rows[-1])
                self._run(paragraph, value, bold=bool(bold), size=_SMALL)
        self._paragraph("")

    def _paragraph(
        self, said: str, *, indent: int = 0, align: Any = None, bold: bool = False, before: int = 0
    ) -> Any:
        """`indent` in millimetres: of the first line, of every line of what is centred."""
        paragraph = self.document.add_paragraph()
        shape = paragraph.paragraph_format
        shape.alignment, shape.space_before = align, Pt(before)
        if align == _CENTRE:
            shape.left_indent = Mm(indent)
        else:
            shape.first_line_indent = Mm(indent)
        if said:
            self._run(paragraph, said, bold=bold)
        return paragraph

    def _run(self, paragraph: Any, said: str, *, bold: bool = False, size: Any = _SIZE) -> None:
        run = paragraph.add_run(to_thai(said) if self.thai_digits else said)
        run.bold, run.font.size = bold, size
        marks = run._element.get_or_add_rPr()
        marks.get_or_add_rFonts().set(qn("w:cs"), FONT)
        _complex_size(marks, size)
        if bold:
            marks.append(marks.makeelement(qn("w:bCs"), {}))


def _complex_size(marks: Any, size: Any) -> None:
    marks.append(marks.makeelement(qn("w:szCs"), {qn("w:val"): str(int(size.pt * 2))}))
