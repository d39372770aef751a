"""The repeating parts of a producer's record as rows of its form."""

from producers.models import (
    Funding,
    ProducerMembership,
    ProjectParticipation,
    RegistryList,
    SalesChannel,
    StarResult,
    StateSupport,
    Transport,
)
from registration.record_admin import RowsInline


class ProjectRows(RowsInline):
    model = ProjectParticipation
    fields = ["programme", "year", "agency", "note"]
    note = "ทุกโครงการที่เคยเข้าร่วม โครงการของกรมการพัฒนาชุมชนต้องครบ"


class FundingRows(RowsInline):
    model = Funding
    fields = ["source", "amount", "year"]


class StarRows(RowsInline):
    model = StarResult
    fields = ["year", "stars", "product_name"]
    goes_on = ("repeat", "product_name")  # of the same product: the next selection
    note = "ทุกครั้งที่ส่งคัดสรร ตั้งแต่ครั้งแรกถึงปัจจุบัน"


class StateSupportRows(RowsInline):
    model = StateSupport
    fields = ["agency", "what", "year"]


class SalesChannelRows(RowsInline):
    model = SalesChannel
    fields = ["kind", "place", "link"]
    note = "ช่องทางออนไลน์ต้องมีลิงก์"


class TransportRows(RowsInline):
    model = Transport
    fields = ["mode", "note"]


class MembershipRows(RowsInline):
    """Lists of producers; those of products are on the product's page."""

    model = ProducerMembership
    fields = ["list", "year", "note"]
    note = "บัญชีที่กรมหรือจังหวัดคัดเลือก เก็บไว้ข้างทะเบียน ไม่ต้องให้จังหวัดรับรอง"
    offers = {"list": {"names": RegistryList.Names.PRODUCERS}}
