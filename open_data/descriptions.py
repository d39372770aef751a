"""What catalogues of others read: DCAT as JSON-LD (in the words of DCAT-AP), and the fields of the GD
Catalog of data.go.th."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from catalogue.structured import address
from open_data import published
from open_data.datasets import (
    CONTACT,
    DATASETS,
    LICENCE,
    OBJECTIVE,
    PUBLISHER,
    Dataset,
)
from open_data.files import CSV, JSON
from open_data.models import Edition

_FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def page() -> str:
    return address(reverse("open-data"))


def file_address(dataset: str, version: str, name: str) -> str:
    return address(reverse("open-data-file", args=[dataset, version, name]))


def record_address(dataset: str, form: str) -> str:
    return address(reverse("open-data-latest", args=[dataset, form]))


def dcat() -> dict[str, Any]:
    """The catalogue with every dataset, each with the files of its newest edition."""
    return {
        "@context": _CONTEXT,
        "@id": page(),
        "@type": "dcat:Catalog",
        "dct:title": _said("ข้อมูลเปิด OTOP", "OTOP open data"),
        "dct:description": _said(OBJECTIVE.th, OBJECTIVE.en),
        "dct:publisher": _publisher(),
        "dct:language": ["th", "en"],
        "dct:license": {"@id": LICENCE[1]},
        "foaf:homepage": {"@id": page()},
        "dcat:dataset": [_dataset(one) for one in DATASETS.values()],
    }


def _said(th: str, en: str) -> list[dict[str, str]]:
    return [{"@value": th, "@language": "th"}, {"@value": en, "@language": "en"}]


def _publisher() -> dict[str, Any]:
    return {"@type": "foaf:Agent", "foaf:name": _said(PUBLISHER.th, PUBLISHER.en)}


def _dataset(one: Dataset) -> dict[str, Any]:
    newest = published.latest(one.key) if one.keeps_versions else None
    told: dict[str, Any] = {
        "@id": f"{page()}#{one.key}",
        "@type": "dcat:Dataset",
        "dct:identifier": one.key,
        "dct:title": _said(one.title.th, one.title.en),
        "dct:description": _said(one.about.th, one.about.en),
        "dct:publisher": _publisher(),
        "dct:license": {"@id": LICENCE[1]},
        "dct:accrualPeriodicity": {"@id": f"{_FREQUENCY}{one.frequency_code}"},
        "dct:spatial": {"@id": "http://publications.europa.eu/resource/authority/country/THA"},
        "dcat:keyword": list(one.keywords),
        "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": CONTACT.th,
            "vcard:hasURL": {"@id": page()},
        },
        "dcat:distribution": _kept(newest) if newest else _drawn(one),
    }
    if newest:
        told["dct:modified"] = {
            "@value": newest.publication.at.isoformat(),
            "@type": "xsd:dateTime",
        }
        told["dcat:version"] = newest.name
    return told


def _kept(edition: Edition) -> list[dict[str, Any]]:
    return [
        {
            **_distribution(file_address(edition.dataset, edition.name, one.name), one.media_type),
            "dct:title": one.name,
            "dcat:byteSize": {"@value": str(one.size), "@type": "xsd:nonNegativeInteger"},
            "spdx:checksum": {
                "@type": "spdx:Checksum",
                "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                "spdx:checksumValue": {"@value": one.sha256, "@type": "xsd:hexBinary"},
            },
        }
        for one in edition.files.defer("packed")
    ]


def _drawn(one: Dataset) -> list[dict[str, Any]]:
    if one.keeps_versions:
        return []
    return [
        _distribution(record_address(one.key, form), media)
        for form, media in (("csv", CSV), ("json", JSON))
    ]


def _distribution(where: str, media_type: str) -> dict[str, Any]:
    return {
        "@id": where,
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": where},
        "dcat:downloadURL": {"@id": where},
        "dcat:mediaType": {"@id": f"{_MEDIA}{media_type}"},
        "dct:license": {"@id": LICENCE[1]},
    }


def gd_catalog() -> list[dict[str, Any]]:
    """The fourteen fields that data.go.th asks of each dataset, under their Thai names."""
    return [_gd(one) for one in DATASETS.values()]


def _gd(one: Dataset) -> dict[str, Any]:
    newest = published.latest(one.key) if one.keeps_versions else None
    forms = ["CSV", "JSON"] + (["SDMX-CSV"] if one.key == "sales" else [])
    return {
        "ประเภทข้อมูล": "ข้อมูลสถิติ" if one.keeps_versions else "ข้อมูลระเบียน",
        "ชื่อชุดข้อมูล": one.title.th,
        "องค์กร": PUBLISHER.th,
        "ชื่อผู้ติดต่อ": CONTACT.th,
        "ที่ติดต่อ": page(),
        "คำสำคัญ": list(one.keywords),
        "รายละเอียด": one.about.th,
        "วัตถุประสงค์": OBJECTIVE.th,
        "ความถี่ในการปรับปรุงข้อมูล": one.frequency.th,
        "ค่าความถี่ของการปรับปรุงข้อมูล": one.frequency_code,
        "ขอบเขตเชิงภูมิศาสตร์หรือเชิงพื้นที่": "ประเทศ จำแนกรายจังหวัด",
        "แหล่งที่มา": "ทะเบียน OTOP ที่สำนักงานพัฒนาชุมชนอำเภอบันทึก จังหวัดรับรองหรือยืนยัน และกรมประกาศหรือปิดเดือน",
        "รูปแบบการเก็บข้อมูล": forms,
        "หมวดหมู่ข้อมูลตามธรรมาภิบาลข้อมูลภาครัฐ": "ข้อมูลสาธารณะ",
        "สัญญาอนุญาตให้ใช้ข้อมูล": LICENCE[0],
        "เงื่อนไขในการเข้าถึงข้อมูล": "ไม่มี",
        "URL": f"{page()}#{one.key}",
        "ปรับปรุงล่าสุด": timezone.localdate(newest.publication.at).isoformat() if newest else None,
    }
