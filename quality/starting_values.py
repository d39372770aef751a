"""What the words of the checks begin with; the department keeps them from there.

The letters say "name wrong" and "a foreign company" and no more: our reading. A migration loads them.
"""

PLACEHOLDERS = [
    "ทดสอบ",
    "ทดลอง",
    "ตัวอย่าง",
    "ชื่อ",
    "ชื่อกลุ่ม",
    "ชื่อร้าน",
    "ชื่อผลิตภัณฑ์",
    "กลุ่ม",
    "ร้านค้า",
    "สินค้า",
    "ผลิตภัณฑ์",
    "ไม่มี",
    "ไม่มีชื่อ",
    "ไม่ระบุ",
    "ไม่ทราบ",
    "ยังไม่มี",
    "ว่าง",
    "รอข้อมูล",
    "รอแก้ไข",
    "test",
    "none",
    "null",
    "xxx",
    "aaa",
    "abc",
]

# Thai companies write Co., Ltd. too, so those words tell nothing; a Thai branch's name does.
FOREIGN = [
    "ต่างด้าว",
    "(ประเทศไทย)",
    "(thailand)",
    "incorporated",
    "llc",
    "gmbh",
    "sdn bhd",
    "sdn. bhd.",
    "pte ltd",
    "pte. ltd.",
]

# What the list held until 0.2.0, taken out of use by a migration.
NOT_FOREIGN = ["co., ltd", "co.,ltd", "co. ltd", "company limited", "corporation"]
