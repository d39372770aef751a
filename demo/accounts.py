"""The demo's accounts: made-up officers of province 24 and of the department, one password."""

from typing import NamedTuple

from django.contrib.auth.hashers import make_password

from core.areas.scope import Role
from core.users.models import User

DEMO_PASSWORD = "otop-demo-2569"  # noqa: S105  (shown on the sign-in page of the demo)
DEMO_PROVINCE = "24"
DEMO_DISTRICT = "2402"

# What the sign-in page offers: user name, what the account shows.
DEMO_SIGN_INS: tuple[tuple[str, str], ...] = (
    ("bangkhla", "เจ้าหน้าที่ สพอ.บางคล้า: บันทึกยอดจำหน่าย แก้ไขยอดที่จังหวัดส่งกลับ"),
    ("bangkhla.chief", "พัฒนาการอำเภอบางคล้า: ตรวจและยืนยันยอดของอำเภอ"),
    ("bangkhla2", "เจ้าหน้าที่ สพอ.บางคล้าอีกหนึ่งคน: ทดลองบันทึกพร้อมกันสองคน"),
    ("chachoengsao", "สพจ.ฉะเชิงเทรา: ตรวจ ส่งกลับ และยืนยันยอดของจังหวัด"),
    ("department", "กรมการพัฒนาชุมชน: เปิดและปิดเดือน ดูรายงานทั่วประเทศ"),
    ("newcomer", "เจ้าหน้าที่ใหม่ของ สพอ.บางคล้า: เปลี่ยนรหัสผ่านเมื่อเข้าสู่ระบบครั้งแรก"),
)

_OFFICER = "นักวิชาการพัฒนาชุมชนปฏิบัติการ"
_OFFICERS = (
    "นางสาวตัวอย่าง ใจดี",
    "นางมานี ตั้งใจทำ",
    "นายปิติ รักงาน",
    "นางสาวชูใจ มุ่งมั่นดี",
    "นายสมมุติ ขยันยิ่ง",
    "นางสาววีระวรรณ สมมติสุข",
    "นายเพชร ตัวอย่างดี",
    "นางดวงแก้ว ใจซื่อ",
    "นายสุขใจ เพียรงาน",
    "นางสาวจันทร์ฉาย ยิ้มแย้ม",
    "นายมานะ อดทนดี",
)
_CHIEFS = (
    "นางสมใจ นำชุมชน",
    "นายตัวอย่าง พัฒนาดี",
    "นางบุญมี สมมติวงค์",
    "นายแก้ว ร่วมใจงาน",
    "นางวรรณา พอเพียงดี",
    "นายทองดี สามัคคีใจ",
    "นางสายใจ สร้างสุข",
    "นายสมหวัง คิดชอบ",
    "นางประไพ เจริญใจดี",
    "นายพร้อม ช่วยเหลือ",
    "นางเรียม ตัวอย่างงาม",
)


class Officers(NamedTuple):
    """Who takes which step: entering officers and chiefs by district, the province, the nation."""

    entering: dict[str, tuple[User, ...]]
    chiefs: dict[str, User]
    province: User  # of the demo province
    department: User
    provinces: dict[str, User]


def demo_users(districts: list[str]) -> list[User]:
    """Every account, unsaved; `districts` are the codes of the demo province, in order.

    The password is hashed once for all: a slow hash per account would take longer than the rest.
    """
    password = make_password(DEMO_PASSWORD)
    users = []
    for district, officer, chief in zip(districts, _OFFICERS, _CHIEFS, strict=True):
        username = "bangkhla" if district == DEMO_DISTRICT else f"d{district}"
        users.append(User(username=username, full_name=officer, position=_OFFICER))
        users.append(
            User(
                username=f"{username}.chief",
                full_name=chief,
                position="พัฒนาการอำเภอ",
                may_certify=True,
            )
        )
        for user in users[-2:]:
            user.district_id = district
    second = User(username="bangkhla2", full_name="นายทดลอง ละเอียดดี", position=_OFFICER)
    newcomer = User(username="newcomer", full_name="นางสาวแรกเริ่ม เรียนรู้ไว", position=_OFFICER)
    second.district_id = newcomer.district_id = DEMO_DISTRICT
    users += [second, newcomer]
    for user in users:
        user.role = Role.DISTRICT
    users += [
        User(
            username="chachoengsao",
            full_name="นางสาวสมมติ ตรวจทาน",
            position="นักวิชาการพัฒนาชุมชนชำนาญการ สพจ.ฉะเชิงเทรา",
            role=Role.PROVINCE,
            province_id=DEMO_PROVINCE,
        ),
        User(
            username="department",
            full_name="นายตัวอย่าง รวมยอด",
            position="นักวิชาการพัฒนาชุมชนชำนาญการพิเศษ",
            role=Role.DEPARTMENT,
        ),
    ]
    for user in users:
        user.password = password
        user.must_change_password = user.username == "newcomer"
    return users


def officers_among(users: list[User]) -> Officers:
    """The accounts by the steps they take; the newcomer has entered nothing yet."""
    entering: dict[str, tuple[User, ...]] = {}
    for user in users:
        if user.district_id and not user.may_certify and not user.must_change_password:
            entering[user.district_id] = (*entering.get(user.district_id, ()), user)
    provinces = {user.office_code: user for user in users if user.role == Role.PROVINCE}
    return Officers(
        entering=entering,
        chiefs={user.office_code: user for user in users if user.may_certify},
        province=provinces[DEMO_PROVINCE],
        department=next(user for user in users if user.role == Role.DEPARTMENT),
        provinces=provinces,
    )
