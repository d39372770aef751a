"""A national id that stood in the field of a firm's number goes the way of national ids: encrypted,
found by its hash, masked; and nowhere in the database does it stand in clear any more.

- A tax id or registration number that is a person's becomes the record's national id where it holds none;
  beside the same one it goes. The tax id is left empty, the registration number keeps its mask.
- Beside another national id, or where it is a number nobody can have, it goes too: its mask is written
  into the remark, which check P03 finds. That is an edit of the record, with its event.
- The history says what the record says: the same is done in each of its events. What provinces certified
  (RegistrationStep.content) likewise. No edit is noted for either, for nobody made one.
- Every other text and JSON column of every table is searched for these numbers; what previews of imports
  and jobs hold beside is masked too. Files of exports, which hold them, go. Files of imports are encrypted.
"""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import migrations, models, transaction

from core.history.acting import acting
from core.personal import encryption
from core.thai import calendar
from core.thai.identifiers import (
    PERSON_IN_TEXT,
    PERSON_PATTERN,
    IdentifierRefused,
    check_national_id,
    is_of_person,
    masked,
    persons_numbers,
    with_masks,
)

logger = logging.getLogger(__name__)

ANOTHER = "{field}เดิม {mask} เป็นเลขประจำตัวประชาชนที่ไม่ตรงกับของผู้ลงทะเบียน"
WRONG = "{field}เดิม {mask} ไม่ใช่เลขที่ออกได้ ตรวจกับบัตร"
LABEL = "ย้ายเลขประจำตัวประชาชนออกจากช่องเลขของนิติบุคคล"
GONE = "ไฟล์นี้ลบแล้วเพราะมีเลขประจำตัวประชาชน สั่งส่งออกใหม่ได้"

# As PostgreSQL finds what may be one, whatever its first digit: 13 digits, one sign between at most.
CANDIDATE = "(^|[^0-9])[0-9]([ -]?[0-9]){12}([^0-9]|$)"
WRITTEN = re.compile(r"(?<!\d)\d(?:[ -]?\d){12}(?!\d)", re.ASCII)

# What people typed and nobody saved lies in these: there every number with a right check digit goes.
TYPED = {"imports_importrun", "jobs_job", "django_tasks_db_dbtaskresult"}


def move(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # tables are altered after they are written
        provinces = _column(cursor, "SELECT code FROM areas_province")
        year = calendar.buddhist_year(calendar.today())

        def is_right(number: str) -> bool:
            try:
                return bool(check_national_id(number, provinces, year))
            except IdentifierRefused:
                return False

        remarks, known = _move_records(cursor, is_right)
        known |= _mend_history(cursor, is_right)
        _mend_certified(apps, cursor, is_right)
        _sweep(cursor, known)
        _forget_exports(apps)
        with acting(command="migrate", label=LABEL):
            for key, remark in remarks.items():
                cursor.execute(
                    "UPDATE producers_producer SET remark = %s WHERE id = %s", [remark, key]
                )


def _column(cursor, query: str) -> set[str]:
    cursor.execute(query)
    return {value for (value,) in cursor.fetchall()}


@contextmanager
def _without_triggers(cursor, table: str) -> Iterator[None]:
    """Neither an event nor an edit: what the record says was said before. Append-only tables are open."""
    cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    yield
    cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')


def _numbers(tax_id: str, registration: str) -> list[tuple[str, str]]:
    """(number, the field it stood in), of those that are a person's."""
    found = [(tax_id, "เลขผู้เสียภาษี")] if is_of_person(tax_id) else []
    return found + [
        (number, "เลขทะเบียน") for number in persons_numbers(registration, checked=False)
    ]


def _fitted(registration: str) -> str:
    text = with_masks(registration, checked=False)
    if len(text) <= 30:
        return text
    return masked(persons_numbers(registration, checked=False)[0])


_AT_FAULT = f"tax_id ~ '{PERSON_PATTERN}' OR registration_number ~ '{PERSON_IN_TEXT}'"


def _move_records(cursor, is_right) -> tuple[dict[int, str], set[str]]:
    """Of each record: the id, and what its remark is to say; all the numbers that stood there."""
    cursor.execute(
        "SELECT id, tax_id, registration_number, national_id_encrypted, national_id_hash,"  # noqa: S608
        f" national_id_masked, remark FROM producers_producer WHERE {_AT_FAULT}"
    )
    remarks: dict[int, str] = {}
    known: set[str] = set()
    found = cursor.fetchall()
    with _without_triggers(cursor, "producers_producer"):
        for key, tax_id, registration, encrypted, held, mask, remark in found:
            findings = []
            for number, field in _numbers(tax_id, registration):
                known.add(number)
                if not is_right(number):
                    findings.append(WRONG.format(field=field, mask=masked(number)))
                elif not held:
                    encrypted, held, mask = (
                        encryption.encrypt(number), encryption.keyed_hash(number), masked(number)
                    )  # fmt: skip
                elif held != encryption.keyed_hash(number):
                    findings.append(ANOTHER.format(field=field, mask=masked(number)))
            if findings:
                remarks[key] = " · ".join([remark, *findings] if remark else findings)[:500]
            cursor.execute(
                "UPDATE producers_producer SET tax_id = %s, registration_number = %s,"
                " national_id_encrypted = %s, national_id_hash = %s, national_id_masked = %s"
                " WHERE id = %s",
                [
                    "" if is_of_person(tax_id) else tax_id,
                    _fitted(registration) if registration else "",
                    encrypted, held, mask, key,
                ],
            )  # fmt: skip
    return remarks, known


def _mend_history(cursor, is_right) -> set[str]:
    """Each event says the mask where the record then held no national id beside."""
    cursor.execute(
        "SELECT pgh_id, tax_id, registration_number, national_id_masked"  # noqa: S608
        f" FROM producers_producerevent WHERE {_AT_FAULT}"
    )
    known: set[str] = set()
    found = cursor.fetchall()
    with _without_triggers(cursor, "producers_producerevent"):
        for key, tax_id, registration, mask in found:
            for number, _ in _numbers(tax_id, registration):
                known.add(number)
                mask = mask or (masked(number) if is_right(number) else "")
            cursor.execute(
                "UPDATE producers_producerevent SET tax_id = %s, registration_number = %s,"
                " national_id_masked = %s WHERE pgh_id = %s",
                [
                    "" if is_of_person(tax_id) else tax_id,
                    _fitted(registration) if registration else "",
                    mask, key,
                ],
            )  # fmt: skip
    return known


def _mend_certified(apps, cursor, is_right) -> None:
    """What a province saw, in the fields where it stands now, so that no record looks edited since."""
    kinds = apps.get_model("contenttypes", "ContentType").objects
    kind = kinds.filter(app_label="producers", model="producer").first()
    if kind is None:
        return
    cursor.execute(
        "SELECT id, content FROM registration_registrationstep"
        " WHERE content_type_id = %s AND content IS NOT NULL",
        [kind.pk],
    )
    found = cursor.fetchall()
    with _without_triggers(cursor, "registration_registrationstep"):
        for key, stored in found:
            content = json.loads(stored) if isinstance(stored, str) else stored
            before = json.dumps(content)
            tax = "".join(content.get("tax_id", {}).get("lines", []))
            registration = "".join(content.get("registration_number", {}).get("lines", []))
            if is_of_person(tax) or tax.startswith("x-"):
                mask = masked(tax) if is_of_person(tax) else tax
                content["tax_id"]["lines"] = [""]
                _say_mask(content, mask if tax.startswith("x-") or is_right(tax) else "")
            for number in persons_numbers(registration, checked=False):
                content["registration_number"]["lines"] = [_fitted(registration)]
                _say_mask(content, masked(number) if is_right(number) else "")
            if json.dumps(content) != before:
                cursor.execute(
                    "UPDATE registration_registrationstep SET content = %s WHERE id = %s",
                    [json.dumps(content), key],
                )


def _say_mask(content: dict, mask: str) -> None:
    said = content.setdefault("national_id_masked", {"label": "เลขประจำตัวประชาชน", "lines": [""]})
    if mask and not "".join(said["lines"]):
        said["lines"] = [mask]


# --- Everything else ------------------------------------------------------------------------------


def _hidden(text: str, known: set[str], *, typed: bool) -> str:
    """The text with all but the last three digits of each number crossed out: as long as it was."""

    def cross_out(found: re.Match) -> str:
        number = re.sub(r"\D", "", found.group())
        if number not in known and not (typed and persons_numbers(number)):
            return found.group()
        return re.sub(r"\d", "x", found.group(), count=10)

    return WRITTEN.sub(cross_out, text)


def _hidden_json(value, known: set[str], *, typed: bool):
    match value:
        case str():
            return _hidden(value, known, typed=typed)
        case dict():
            return {
                _hidden(key, known, typed=typed): _hidden_json(one, known, typed=typed)
                for key, one in value.items()
            }
        case list():
            return [_hidden_json(one, known, typed=typed) for one in value]
        case int() if not isinstance(value, bool) and len(str(value)) == 13:
            said = _hidden(str(value), known, typed=typed)
            return value if said == str(value) else said
    return value


def _texts(cursor) -> dict[str, list[tuple[str, str]]]:
    """By table its columns of texts and JSON (name, type), without those that are keys by themselves."""
    cursor.execute("""
        SELECT c.table_name, c.column_name, c.udt_name
          FROM information_schema.columns c
          JOIN information_schema.tables t USING (table_schema, table_name)
         WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
           AND c.udt_name IN ('text', 'varchar', 'bpchar', 'json', 'jsonb', '_text', '_varchar')
           AND c.is_generated = 'NEVER'
           AND NOT EXISTS (
               SELECT 1 FROM pg_index i
                 JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                WHERE i.indrelid = format('%I.%I', c.table_schema, c.table_name)::regclass
                  AND i.indisunique AND i.indnatts = 1 AND i.indpred IS NULL
                  AND a.attname = c.column_name)
         ORDER BY 1, 2""")
    found: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in cursor.fetchall():
        found.setdefault(table, []).append((column, kind))
    return found


def _sweep(cursor, known: set[str]) -> None:
    for table, columns in _texts(cursor).items():
        typed = table in TYPED
        if not known and not typed:
            continue
        changes = []
        for column, kind in columns:
            cursor.execute(
                f'SELECT ctid::text, "{column}" FROM "{table}" WHERE "{column}"::text ~ %s',  # noqa: S608
                [CANDIDATE],
            )
            for place, stored in cursor.fetchall():
                is_json = kind.startswith("json")
                value = json.loads(stored) if is_json and isinstance(stored, str) else stored
                said = _hidden_json(value, known, typed=typed)
                if said != value:
                    changes.append((column, kind, place, json.dumps(said) if is_json else said))
        # A changed row has a new place: one column at a time would miss a second of the same row.
        by_place: dict[str, list[tuple[str, str, object]]] = {}
        for column, kind, place, said in changes:
            by_place.setdefault(place, []).append((column, kind, said))
        if not by_place:
            continue
        with _without_triggers(cursor, table):
            for place, several in by_place.items():
                sets = ", ".join(f'"{column}" = %s::{kind}' for column, kind, _ in several)
                cursor.execute(
                    f'UPDATE "{table}" SET {sets} WHERE ctid = %s::tid',  # noqa: S608
                    [*(said for _, _, said in several), place],
                )


def _forget_exports(apps) -> None:
    """Exports of producers that are kept to be fetched: their files hold what stood there."""
    jobs = apps.get_model("jobs", "Job").objects.filter(kind="export").exclude(file="")
    for job in jobs.filter(parameters__entity="producers"):
        storage, name = job.file.storage, job.file.name
        job.file, job.message = "", GONE
        job.save(update_fields=["file", "message"])
        transaction.on_commit(lambda storage=storage, name=name: _delete(storage, name))


def _delete(storage, name: str) -> None:
    try:
        storage.delete(name)
    except OSError:
        logger.exception("delete this export by hand: %s", name)


class Migration(migrations.Migration):

    dependencies = [
        ('areas', '0001_initial'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('imports', '0001_imports'),
        ('jobs', '0001_jobs'),
        ('producers', '0013_operation_sweeps'),
        ('registration', '0006_updates_joined_in_full'),
    ]

    operations = [
        migrations.AlterField(
            model_name='producer',
            name='remark',
            field=models.CharField(blank=True, max_length=500, verbose_name='หมายเหตุ'),
        ),
        migrations.AlterField(
            model_name='producerevent',
            name='remark',
            field=models.CharField(blank=True, max_length=500, verbose_name='หมายเหตุ'),
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name='producer',
            name='producer_tax_id_thirteen_digits',
        ),
        migrations.AddConstraint(
            model_name='producer',
            constraint=models.CheckConstraint(condition=models.Q(('tax_id', ''), models.Q(('tax_id__regex', '^\\d{13}$'), models.Q(('tax_id__regex', '^([1-9]\\d{12}|0(?!99)\\d\\d[^2357]\\d(00|89)\\d{6})$'), _negated=True)), _connector='OR'), name='producer_tax_id_of_a_firm', violation_error_message='เลขประจำตัวผู้เสียภาษีต้องเป็นเลขนิติบุคคล 13 หลัก'),
        ),
        migrations.AddConstraint(
            model_name='producer',
            constraint=models.CheckConstraint(condition=models.Q(('registration_number__regex', '(^|[^0-9๐-๙])[1-8๑-๘]([ -]?[0-9๐-๙]){12}([^0-9๐-๙]|$)'), _negated=True), name='producer_registration_number_of_no_person', violation_error_message='เลขทะเบียนเป็นเลขประจำตัวประชาชน ใส่ที่ช่องเลขประจำตัวประชาชน (หมวด 5)'),
        ),
    ]
