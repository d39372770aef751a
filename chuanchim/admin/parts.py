"""The repeating parts of an outlet's record as rows of its form."""

from chuanchim.models import CriterionAnswer, Item, OutletPicture, Recognition
from core.pictures.admin_rows import PictureRows
from registration.record_admin import RowsInline


class ItemRows(RowsInline):
    model = Item
    fields = ["name", "kind", "price", "note"]
    note = "ต้องเข้าเกณฑ์ชวนชิม เครื่องดื่มล้วนให้ลงทะเบียนเป็นผลิตภัณฑ์ประเภทเครื่องดื่ม"


class CriterionRows(RowsInline):
    model = CriterionAnswer
    fields = ["criterion", "is_met", "note"]


class RecognitionRows(RowsInline):
    model = Recognition
    fields = ["kind", "name", "number", "giver", "year"]


class OutletPictureRows(PictureRows, RowsInline):
    model = OutletPicture
    fields = ["upload", "shows", "caption", "position", "is_cover"]
