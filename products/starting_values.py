"""What the products' choice lists and the Quadrant begin with; the department keeps them from there.

Loaded once by migrations. The letters name the standards and the numbers of the answers (DOMAIN.md 3)
but print no full lists: names of standards and of groups are those in public use, the words of the
answers are our reading and can be changed by the department.
"""

# Category: its sub-categories.
SUBCATEGORIES = {
    "food": [
        "ผลิตผลทางการเกษตรที่ใช้บริโภคสด",
        "ผลิตผลทางการเกษตรที่แปรรูปเบื้องต้น",
        "อาหารแปรรูปกึ่งสำเร็จรูปและสำเร็จรูป",
    ],
    "beverage": ["เครื่องดื่มที่มีแอลกอฮอล์", "เครื่องดื่มที่ไม่มีแอลกอฮอล์"],
    "fabric": ["ผ้า", "เครื่องแต่งกาย"],
    "utensil": [
        "ไม้",
        "จักสาน ถักสาน",
        "ดอกไม้ประดิษฐ์ วัสดุจากเส้นใยธรรมชาติ",
        "โลหะ",
        "เซรามิก เครื่องปั้นดินเผา",
        "เคหะสิ่งทอ",
        "ของใช้ ของตกแต่ง ของที่ระลึกอื่น",
    ],
    "herb": [
        "ยาจากสมุนไพร",
        "เครื่องสำอางสมุนไพร",
        "วัตถุอันตรายที่ใช้ในบ้านเรือนจากสมุนไพร",
    ],
}

STANDARDS = [
    "มผช.",
    "อย.",
    "GAP",
    "GMP",
    "HACCP",
    "มอก.",
    "ฮาลาล",
    "เกษตรอินทรีย์",
    "เครื่องหมาย Q",
    "GI",
    "มาตรฐานอื่น",
]

INTELLECTUAL_PROPERTY_KINDS = [
    "เครื่องหมายการค้า",
    "สิทธิบัตรการออกแบบผลิตภัณฑ์",
    "สิทธิบัตรการประดิษฐ์",
    "อนุสิทธิบัตร",
    "ลิขสิทธิ์",
    "สิ่งบ่งชี้ทางภูมิศาสตร์ (GI)",
    "ความลับทางการค้า",
    "ภูมิปัญญาท้องถิ่น",
]

QUADRANT_SCHEME = {"name": "Quadrant", "version": "1", "effective_from": "2017-10-01"}

# The nation's table gives each of its 225,970 products one of A-D, while 244 of the 432 answer sets
# meet no rule: what meets none is D unless the department says otherwise.
QUADRANT_DEFAULT = "D"

QUADRANT_ASPECTS = [
    {
        "key": "standard",
        "title": "มาตรฐาน",
        "answers": [
            {"code": "1.1", "text": "มีมาตรฐานระดับประเทศหรือสากล เช่น อย. มอก. GMP HACCP"},
            {"code": "1.2", "text": "มีมาตรฐานผลิตภัณฑ์ชุมชน (มผช.)"},
            {"code": "1.3", "text": "ยังไม่มีมาตรฐาน"},
        ],
    },
    {
        "key": "capacity",
        "title": "กำลังการผลิต",
        "answers": [
            {"code": "2.1", "text": "ผลิตได้มากและสม่ำเสมอตามคำสั่งซื้อ"},
            {"code": "2.2", "text": "ผลิตได้ปานกลาง เพิ่มได้เมื่อมีคำสั่งซื้อ"},
            {"code": "2.3", "text": "ผลิตได้น้อย หรือเป็นบางฤดู"},
        ],
    },
    {
        "key": "process",
        "title": "กระบวนการผลิต เทคโนโลยี",
        "answers": [
            {"code": "3.1", "text": "ใช้เครื่องจักรเป็นหลัก"},
            {"code": "3.2", "text": "ใช้เครื่องจักรร่วมกับแรงงานคน"},
            {"code": "3.3", "text": "ทำด้วยมือหรือภูมิปัญญาท้องถิ่นเป็นหลัก"},
        ],
    },
    {
        "key": "development",
        "title": "การพัฒนาผลิตภัณฑ์",
        "answers": [
            {"code": "4.1", "text": "พัฒนาต่อเนื่อง พร้อมแข่งขันในต่างประเทศ"},
            {"code": "4.2", "text": "รักษาเอกลักษณ์ เพิ่มคุณค่าด้วยเรื่องราวและฝีมือ"},
            {"code": "4.3", "text": "พัฒนารูปแบบหรือบรรจุภัณฑ์แล้วบางส่วน"},
            {"code": "4.4", "text": "ยังไม่ได้พัฒนา"},
        ],
    },
    {
        "key": "market",
        "title": "ตลาด",
        "answers": [
            {"code": "5.1", "text": "ต่างประเทศ หรือทั้งในและต่างประเทศ"},
            {"code": "5.2", "text": "ลูกค้าเฉพาะกลุ่ม"},
            {"code": "5.3", "text": "ในประเทศ นอกจังหวัด"},
            {"code": "5.4", "text": "ในจังหวัดหรือในชุมชน"},
        ],
    },
]

QUADRANT_RULES = [
    {
        "result": "A",
        "title": "ดาวเด่นสู่สากล",
        "allowed": {
            "standard": ["1.1", "1.2"],
            "capacity": ["2.1"],
            "process": ["3.1", "3.2"],
            "development": ["4.1"],
            "market": ["5.1"],
        },
    },
    {
        "result": "B",
        "title": "อนุรักษ์ สร้างคุณค่า",
        "allowed": {
            "standard": ["1.1", "1.2"],
            "capacity": ["2.2", "2.3"],
            "process": ["3.3"],
            "development": ["4.2"],
            "market": ["5.1", "5.2", "5.3", "5.4"],
        },
    },
    {
        "result": "C",
        "title": "พัฒนาสู่การแข่งขัน",
        "allowed": {
            "standard": ["1.1", "1.2"],
            "capacity": ["2.2", "2.3"],
            "process": ["3.2"],
            "development": ["4.3", "4.4"],
            "market": ["5.1", "5.3", "5.4"],
        },
    },
    {"result": "D", "title": "ปรับตัวสู่การพัฒนา", "allowed": {"standard": ["1.3"]}},
]
