"""What the list of kinds of evidence begins with (DOMAIN.md 8); the department keeps it from there."""

EVIDENCE_KINDS = [
    "สมุดบัญชี",
    "ภาพงานแสดงสินค้า",
    "หลักฐานร้านออนไลน์",
    "ใบเสร็จ",
    "อื่นๆ",
]
