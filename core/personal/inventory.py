"""What the portal holds of persons: which field, whose, what for, on what basis, how long.

Each app says it beside its models, in `personal_data.py`:

    HELD = [Held("producers.Producer", Whose.PRODUCER, "name phone", why="...", kept="registry")]
    OF_NOBODY = ["producers.Agency"]
    RULES = [Rule("registry", ...)]

Every text, date, file and JSON of every model stands there, as a person's, as words in which somebody
may be named, or as nobody's (tests/core/personal/test_inventory.py asks the models). The notice, the
record of processing (section 39 of the Personal Data Protection Act), a person's copy and the nightly
retention are all made of it. Which basis is the right one the department's lawyers decide: what stands
here is a proposal.

Who took a step (`by` and its like) is not said again: it is an officer's act in office, and stays with
the step.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import apps
from django.db.models import Field, Model
from django.utils.module_loading import module_has_submodule

from core.personal.retention import Rule


class Whose(Enum):
    """Whose data it is."""

    PRODUCER = "ผู้ผลิต ผู้ประกอบการ และผู้รับผิดชอบกลุ่ม"
    OFFICER = "เจ้าหน้าที่ผู้ใช้ระบบ"


class Basis(Enum):
    """On what basis it is held, in the words of sections 19 and 24."""

    PUBLIC_TASK = "ภารกิจเพื่อประโยชน์สาธารณะ (มาตรา 24 (4))"
    LEGAL_DUTY = "ปฏิบัติตามกฎหมาย (มาตรา 24 (6))"
    CONSENT = "ความยินยอม (มาตรา 19)"


class Level(Enum):
    """How it is guarded; docs/ข้อมูลส่วนบุคคล.md says what each level asks for."""

    SECRET = "ลับ: เข้ารหัส แสดงแบบปิดบัง เปิดดูโดยระบุเหตุผล"  # noqa: S105
    PERSONAL = "ส่วนบุคคล: เห็นเฉพาะสำนักงานของพื้นที่และสำนักงานเหนือขึ้นไป"
    OFFICE = "ของทางราชการ: เห็นได้ในสำนักงานที่เกี่ยวข้อง อาจเผยแพร่ตามประกาศ"


ITSELF = ""  # the row is the record
ANY_RECORD = "*"  # the row names its record by the type of its content and `record_id`


@dataclass(frozen=True)
class Held:
    """Fields of one model, by name in one text each: `fields` say something of a person; in `texts`
    (free words, files, JSON) somebody may be named; `others` are of nobody. A model may stand twice, at
    two levels.

    `kept` is the key of a `Rule`. `of` and `path`: from a row to the record whose person it is about
    (`of` its model, or any with ANY_RECORD), so that this person's copy has it. `called`: what the
    notice calls all of it, where the names of the fields would not tell.
    """

    model: str
    whose: Whose
    fields: str = ""
    texts: str = ""
    others: str = ""
    why: str = ""
    kept: str = ""
    basis: Basis = Basis.PUBLIC_TASK
    level: Level = Level.PERSONAL
    of: str = ""
    path: str = ITSELF
    called: str = ""

    @property
    def model_class(self) -> type[Model]:
        return apps.get_model(self.model)

    @property
    def named(self) -> list[str]:
        """Every field it speaks of."""
        return f"{self.fields} {self.texts} {self.others}".split()

    @property
    def personal(self) -> list[Field[Any, Any]]:
        """The fields of a person, then those in which one may be named."""
        meta = self.model_class._meta
        return [meta.get_field(name) for name in f"{self.fields} {self.texts}".split()]  # type: ignore[misc]

    @property
    def said(self) -> list[str]:
        """What is held, as its forms call it; of keys, ciphertexts and what has no Thai word nothing."""
        if self.called:
            return [self.called]
        shown = [str(field.verbose_name) for field in self.personal if not _is_untold(field)]
        return list(dict.fromkeys(shown))

    @property
    def model_words(self) -> str:
        return str(self.model_class._meta.verbose_name)


_THAI = re.compile("[ก-๙]")


def _is_untold(field: Field[Any, Any]) -> bool:
    return field.name.endswith(UNTOLD) or not _THAI.search(str(field.verbose_name))


UNTOLD = ("_encrypted", "_hash", "sha256", "thumbnail", "password", "session_key", "session_data")


def held() -> list[Held]:
    """Everything that is declared, in the order of the apps."""
    return [one for module in _declared() for one in getattr(module, "HELD", ())]


def of_nobody() -> set[str]:
    """Labels of the models that hold nothing of a person."""
    return {label for module in _declared() for label in getattr(module, "OF_NOBODY", ())}


def rules() -> dict[str, Rule]:
    """How long what is kept, by key."""
    return {rule.key: rule for module in _declared() for rule in getattr(module, "RULES", ())}


def held_of(model: type[Model]) -> list[Held]:
    return [one for one in held() if one.model == model._meta.label]


def told_of(model: type[Model], names: Sequence[str]) -> list[str]:
    """Those of a form's fields that are a person's, as the form calls them; `national_id` is typed in
    one field and kept in three."""
    personal = {name for one in held_of(model) for name in one.fields.split()}
    columns = [f"{name}_masked" if f"{name}_masked" in personal else name for name in names]
    fields: dict[str, Any] = {field.name: field for field in model._meta.concrete_fields}
    return [str(fields[name].verbose_name) for name in columns if name in personal]


@cache
def _declared() -> tuple[ModuleType, ...]:
    return tuple(
        import_module(f"{config.name}.personal_data")
        for config in apps.get_app_configs()
        if config.module is not None and module_has_submodule(config.module, "personal_data")
    )


def is_of_person(model: type[Model]) -> bool:
    """Whether a record of this model is about a person, who may ask for it."""
    return any(one.of == one.model and one.path == ITSELF for one in held_of(model))
