"""What the lists of the sales begin with (DOMAIN.md 8); the department keeps them from there."""

EVIDENCE_KINDS = [
    "สมุดบัญชี",
    "ภาพงานแสดงสินค้า",
    "หลักฐานร้านออนไลน์",
    "ใบเสร็จ",
    "อื่นๆ",
]

# Why a figure is out of line; the last one asks for a sentence beside it.
EXPLANATION_REASONS = [
    "ตลาดใหม่",
    "งานแสดงสินค้า/เทศกาล",
    "ตามฤดูกาล",
    "คำสั่งซื้อจากต่างประเทศ",
    "คำสั่งซื้อรายใหญ่ครั้งเดียว",
    "ลูกค้าหรือตลาดลดลง",
    "วัตถุดิบขาดแคลนหรือราคาเปลี่ยน",
    "หยุดผลิต",
    "ภัยธรรมชาติ",
    "แก้ไขข้อมูลที่ผิด",
]
OTHER_REASON = "อื่น ๆ"
