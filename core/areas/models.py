"""The nation's areas with their official codes (DOMAIN.md 1): 77 / 928 / 7,436."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from core.areas.scope import AreaScopedQuerySet, Officer, Role
from core.thai.order import thai_sort_key

BANGKOK = "10"


class ProvinceQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Officer) -> Any:
        """Own province for a province and a district office, all for the department."""
        role = getattr(user, "role", None) if getattr(user, "is_active", False) else None
        if role == Role.DISTRICT and user.district_id:
            return self.filter(districts=user.district_id)
        if role == Role.PROVINCE and user.province_id:
            return self.filter(pk=user.province_id)
        return self.all() if role == Role.DEPARTMENT else self.none()


class Province(models.Model):
    """A province, Bangkok among them, by its two-digit code."""

    code = models.CharField("รหัส", max_length=2, primary_key=True)
    name_th = models.CharField("จังหวัด", max_length=100)
    name_en = models.CharField("ชื่อภาษาอังกฤษ", max_length=100)
    region = models.CharField("ภาค", max_length=50, help_text="หกภาค")
    statistical_region = models.CharField("ภาคทางสถิติ", max_length=50)
    sort_key = thai_sort_key("name_th")

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "จังหวัด"
        ordering = ["sort_key", "name_th"]
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^\d{2}$"), name="province_code")
        ]

    def __str__(self) -> str:
        return self.name_th

    @property
    def office(self) -> str:
        """สพจ.ฉะเชิงเทรา; Bangkok acts at province level under its own name."""
        return self.name_th if self.code == BANGKOK else f"สพจ.{self.name_th}"

    @property
    def titled_name(self) -> str:
        """จังหวัดฉะเชิงเทรา, กรุงเทพมหานคร"""
        return self.name_th if self.code == BANGKOK else f"จังหวัด{self.name_th}"


class DistrictQuerySet(AreaScopedQuerySet):
    district_path = ""


class District(models.Model):
    """An อำเภอ, or a เขต of Bangkok, by its four-digit code: the order of the department's own tables,
    อำเภอเมือง first, and of every list of districts here."""

    code = models.CharField("รหัส", max_length=4, primary_key=True)
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="districts", verbose_name="จังหวัด"
    )
    name_th = models.CharField("อำเภอ", max_length=100)
    name_en = models.CharField("ชื่อภาษาอังกฤษ", max_length=100)
    type_th = models.CharField("ชนิด", max_length=20, help_text="อำเภอ หรือ เขต")
    sort_key = thai_sort_key("name_th")

    objects = DistrictQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "อำเภอ"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^\d{4}$")
                & models.Q(code__startswith=models.F("province_id")),
                name="district_code_in_province",
            )
        ]

    def __str__(self) -> str:
        return self.name_th

    @property
    def office(self) -> str:
        """สพอ.บางคล้า"""
        return f"สพอ.{self.name_th}" if self.type_th == "อำเภอ" else self.titled_name

    @property
    def titled_name(self) -> str:
        """อำเภอบางคล้า, เขตพระนคร"""
        return f"{self.type_th}{self.name_th}"


class SubdistrictQuerySet(AreaScopedQuerySet):
    district_path = "district"


class Subdistrict(models.Model):
    """A ตำบล or แขวง by its six-digit code."""

    code = models.CharField("รหัส", max_length=6, primary_key=True)
    district = models.ForeignKey(
        District, models.PROTECT, related_name="subdistricts", verbose_name="อำเภอ"
    )
    name_th = models.CharField("ตำบล", max_length=100)
    name_en = models.CharField("ชื่อภาษาอังกฤษ", max_length=100)
    type_th = models.CharField("ชนิด", max_length=20, help_text="ตำบล หรือ แขวง")
    postal_code = models.CharField("รหัสไปรษณีย์", max_length=5)
    postal_codes = ArrayField(
        models.CharField(max_length=5), verbose_name="รหัสไปรษณีย์ทั้งหมด", default=list
    )
    postal_conflict = models.BooleanField("แหล่งข้อมูลบอกรหัสไปรษณีย์ไม่ตรงกัน", default=False)
    sort_key = thai_sort_key("name_th")

    objects = SubdistrictQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ตำบล"
        ordering = ["code"]
        indexes = [
            GinIndex(fields=["name_th"], name="subdistrict_name_trgm", opclasses=["gin_trgm_ops"])
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^\d{6}$")
                & models.Q(code__startswith=models.F("district_id")),
                name="subdistrict_code_in_district",
            )
        ]

    def __str__(self) -> str:
        return self.name_th

    @property
    def titled_name(self) -> str:
        return f"{self.type_th}{self.name_th}"
