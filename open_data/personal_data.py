"""Open data hold nothing of a person: sums of many producers, and counts. What they were summed from is
kept to compare with."""

from core.personal.inventory import Held, Level, Whose

HELD = [
    Held(
        "open_data.SuppressionRule", Whose.OFFICER, texts="reason",
        why="กำหนดเกณฑ์ปกปิดยอดขนาดเล็กก่อนเผยแพร่", kept="trails", level=Level.OFFICE,
    ),
    Held(
        "open_data.Basis",
        Whose.PRODUCER,
        called="ยอดจำหน่ายรายเดือนที่ใช้รวมเป็นข้อมูลเปิด (ไม่เผยแพร่)",
        texts="packed",
        why="ป้องกันมิให้คำนวณยอดของผู้ผลิตรายเดียวจากข้อมูลเปิดต่างฉบับ",
        kept="figures",
    ),
]  # fmt: skip
OF_NOBODY = ["open_data.Publication", "open_data.Edition", "open_data.PublishedFile"]
