"""The five categories of products (DOMAIN.md 1): fixed words of the programme's forms."""

from django.db import models


class Category(models.TextChoices):
    """ประเภทผลิตภัณฑ์; blank in old records."""

    FOOD = "food", "อาหาร"
    BEVERAGE = "beverage", "เครื่องดื่ม"
    FABRIC = "fabric", "ผ้า เครื่องแต่งกาย"
    UTENSIL = "utensil", "ของใช้ ของตกแต่ง ของที่ระลึก"
    HERB = "herb", "สมุนไพรที่ไม่ใช่อาหาร"

    @classmethod
    def short(cls, category: str) -> str:
        """As narrow columns write it."""
        words: dict[str, str] = {
            cls.FOOD: "อาหาร",
            cls.BEVERAGE: "เครื่องดื่ม",
            cls.FABRIC: "ผ้าฯ",
            cls.UTENSIL: "ของใช้ฯ",
            cls.HERB: "สมุนไพร",
        }
        return words.get(category, "ว่าง")
