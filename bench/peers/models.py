"""The portal's tables, as `inspectdb` gives them, less what no page shows."""

from django.db import models


class Province(models.Model):
    code = models.CharField(max_length=2, primary_key=True)
    name_th = models.CharField("จังหวัด", max_length=100)

    class Meta:
        managed = False
        db_table = "areas_province"

    def __str__(self):
        return self.name_th


class District(models.Model):
    code = models.CharField(max_length=4, primary_key=True)
    province = models.ForeignKey(Province, models.PROTECT)
    name_th = models.CharField("อำเภอ", max_length=100)

    class Meta:
        managed = False
        db_table = "areas_district"

    def __str__(self):
        return self.name_th


class Producer(models.Model):
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=255)
    sort_key = models.TextField(editable=False)
    kind = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=10)
    registration_number = models.CharField(max_length=50, blank=True)
    tax_id = models.CharField(max_length=13, blank=True)
    phone = models.CharField(max_length=50, blank=True)
    house_number = models.CharField(max_length=50, blank=True)
    village_number = models.CharField(max_length=20, blank=True)
    district = models.ForeignKey(District, models.PROTECT)
    postal_code = models.CharField(max_length=5, blank=True)
    founded_year = models.IntegerField(null=True, blank=True)
    founding_support = models.CharField(max_length=255, blank=True)
    sells_abroad = models.BooleanField(null=True, blank=True)
    export_countries = models.CharField(max_length=255, blank=True)
    person_title = models.CharField(max_length=30, blank=True)
    person_first_name = models.CharField(max_length=100, blank=True)
    person_last_name = models.CharField(max_length=100, blank=True)
    person_born_on = models.DateField(null=True, blank=True)
    person_position = models.CharField(max_length=100, blank=True)
    member_count = models.PositiveIntegerField(null=True, blank=True)
    labour_count = models.PositiveIntegerField(null=True, blank=True)
    local_labour_count = models.PositiveIntegerField(null=True, blank=True)
    raw_material = models.CharField(max_length=255, blank=True)
    has_business_plan = models.BooleanField(null=True, blank=True)
    keeps_accounts = models.BooleanField(null=True, blank=True)
    logistics = models.CharField(max_length=255, blank=True)
    remark = models.CharField(max_length=500, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    certified_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        managed = False
        db_table = "producers_producer"

    def __str__(self):
        return self.name


class Product(models.Model):
    producer = models.ForeignKey(Producer, models.PROTECT)
    name = models.CharField(max_length=255)
    sort_key = models.TextField(editable=False)
    category = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=10)
    quadrant = models.CharField(max_length=1, blank=True)
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    content_unit = models.CharField(max_length=50, blank=True)
    storage = models.CharField(max_length=255, blank=True)
    production = models.CharField(max_length=10)
    story = models.TextField(blank=True)
    directions = models.TextField(blank=True)
    made_at_producer = models.BooleanField(null=True)
    capacity_per_month = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    capacity_unit = models.CharField(max_length=50, blank=True)
    package_form = models.CharField(max_length=255, blank=True)
    package_material = models.CharField(max_length=255, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    certified_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        managed = False
        db_table = "products_product"

    def __str__(self):
        return self.name


class DistrictMonth(models.Model):
    month = models.DateField(db_column="month_id")
    district = models.ForeignKey(District, models.PROTECT)
    status = models.CharField(max_length=20)

    class Meta:
        managed = False
        db_table = "sales_districtmonth"

    def __str__(self):
        return f"{self.month:%Y-%m} {self.district_id}"


class SalesRow(models.Model):
    district_month = models.ForeignKey(DistrictMonth, models.PROTECT)
    month = models.DateField()
    producer = models.ForeignKey(Producer, models.PROTECT)
    category = models.CharField(max_length=10)
    kind = models.CharField(max_length=10, blank=True)
    entry = models.CharField(max_length=10, editable=False)
    domestic_offline = models.DecimalField(max_digits=14, decimal_places=2)
    domestic_online = models.DecimalField(max_digits=14, decimal_places=2)
    export_offline = models.DecimalField(max_digits=14, decimal_places=2)
    export_online = models.DecimalField(max_digits=14, decimal_places=2)
    note = models.CharField(max_length=500, blank=True)
    updated_at = models.DateTimeField(null=True, editable=False)
    updated_by_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        managed = False
        db_table = "sales_salesrow"

    def __str__(self):
        return f"{self.producer_id} {self.category}"
