"""A table: what one entity's sheet holds, in both directions, declared once.

    @register
    class StandardTable(Table):
        entity, title, model, key = "standards", "มาตรฐาน", HeldStandard, ("id",)
        id = Column("id", "เลขที่รายการ", CodeCell())
        number = own(HeldStandard, "number")

An app's `imports.py` registers its tables. Headings are what people see and may put in any order.
`Column.attribute` is the path the export reads (one query for the whole table, no instances);
`Column.target` the model's column an import writes.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, cast

from django.db import models
from django.db.models import QuerySet
from import_export.fields import Field
from import_export.resources import Resource

from core.areas.scope import Role, visible_rows
from core.fields import column_of
from core.reading import ReadTable
from core.tables import cells
from core.tables.checked import Checked
from core.tables.choices import Choice
from core.tables.contact_cells import ADDRESS_PARTS, AddressCell
from core.tables.import_rows import ImportRow
from core.tables.row_checks import checks_of
from core.tables.words import other_words
from core.thai.identifiers import PERSONS_NUMBER_HERE, may_hold_number, persons_numbers
from core.thai.texts import clean_text
from core.thai.years import ThaiYearField
from core.users.models import User

ROWS_AT_ONCE = 2000

# What every export of a versioned record says, and an import compares: who exports, works for a week
# and sends the sheet back does not write over what others saved meanwhile.
VERSION_HEADING = "เลขกำกับข้อมูล (ห้ามแก้ไข)"


class Column(Field):
    """One column of a table.

    `target`: the model's field written, several where the cell spreads a value over them; the
    attribute itself unless said. `readonly`: exported so
    that people know whose row it is; a change of it is refused, never lost unsaid. `passing`: a readonly
    one that changes by itself, so what an older sheet says of it is not looked at. `required`: a file
    without this heading is refused. `is_money`: summed on the receipt. `is_sum`: the portal adds it up
    itself, so a formula there is no matter. `rest`: the column that keeps what a cell holds beside its
    value (further telephones).
    """

    def __init__(
        self,
        attribute: str,
        column_name: str,
        widget: cells.Cell | None = None,
        *,
        target: str | tuple[str, ...] | None = None,
        readonly: bool = False,
        passing: bool = False,
        required: bool = False,
        is_money: bool = False,
        rest: str = "",
        is_sum: bool = False,
    ):
        super().__init__(
            attribute, column_name, widget or cells.Cell(), readonly=readonly or passing
        )
        target = target or attribute
        self.targets = (target,) if isinstance(target, str) else target
        self.passing = passing
        self.required = required
        self.is_money = is_money
        self.rest = rest
        self.is_sum = is_sum

    @property
    def is_reference(self) -> bool:
        """Whether the file says a name and the record keeps something else."""
        return self.targets != (self.attribute,)


def own(model: type[models.Model], name: str, heading: str = "", **options: Any) -> Column:
    """The column of a model's own field, with the field's label, choices, length and validators.

    `words`: which list of other words for its choices is read too (core.tables.words).
    """
    field = column_of(model, name)
    heading = heading or str(field.verbose_name)
    words = options.pop("words", "")
    return Column(name, heading, options.pop("widget", None) or _cell_of(field, words), **options)


def _cell_of(field: "models.Field[Any, Any]", words: str) -> cells.Cell:
    validators = cast(Any, field)._validators  # the field's own; its type's are the cell's business
    if field.choices:
        known = other_words(words) if words else {}
        return cells.ChoiceCell(field.flatchoices, blank=field.blank, other_words=known)
    if read := ADDRESS_PARTS.get(field.name):
        return AddressCell(read, field.max_length or 0, validators=validators)
    match field:
        case ThaiYearField():
            return cells.YearCell(blank=field.null)
        case models.BooleanField():
            return cells.BooleanCell() if field.null else cells.FlagCell(blank=False)
        case models.IntegerField():
            return cells.IntegerCell(blank=field.null)
        case models.DecimalField():
            return cells.DecimalCell(blank=field.null)
        case models.DateField():
            return cells.DateCell(blank=field.null, validators=validators)
        case models.TextField():
            return cells.TextCell(field.max_length, lines=True, validators=validators)
        case models.CharField():
            return cells.TextCell(field.max_length, validators=validators)
    raise TypeError(f"no cell for {field!r}: name one")


class Table(Resource):
    """One entity's sheet for one officer; abstract. An instance serves one check, export or load.

    `key`: names of the columns that say which record a row is of. Where it is one column and
    `gives_keys`, a row without it is a new record and the portal gives the key.
    `extras`: paths read beside the columns, for the checks of a row.
    """

    do_not_call_in_templates: ClassVar[bool] = True

    entity: ClassVar[str]
    title: ClassVar[str]
    position: ClassVar[int] = 100  # among the tables, the most used first
    about: ClassVar[str] = ""  # a line for the page: what a row is, what a blank key means
    model: ClassVar[type[models.Model]]
    key: ClassVar[tuple[str, ...]]
    gives_keys: ClassVar[bool] = False
    keys_may_be_ids: ClassVar[bool] = False  # a key like a national id is masked where it is shown
    name_column: ClassVar[str] = ""  # what people call a row by, beside its key
    extras: ClassVar[tuple[str, ...]] = ()
    exporters: ClassVar[frozenset[Role]] = frozenset(Role)
    importers: ClassVar[frozenset[Role]] = frozenset()
    adders: ClassVar[frozenset[Role]] = frozenset()
    changers: ClassVar[frozenset[Role]] = frozenset(Role)  # of those who import
    holds_persons: ClassVar[bool] = False  # personal data: who exports it shows who sits there
    gives_rights: ClassVar[bool] = False  # and who takes it in, where rows say what people may do
    needs_all_amounts: ClassVar[bool] = False  # refused where a money column was not understood
    # When an import is taken back (core.tables.undoing): a new row's cells are emptied, where otherwise
    # no record is deleted; of these columns all go back or none, since they say one thing together.
    new_rows_go_blank: ClassVar[bool] = False
    undone_together: ClassVar[tuple[str, ...]] = ()

    def __init__(self, by: User, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.by = by
        self.columns: dict[str, Column] = deepcopy(self.fields)  # lists read once a check
        self.by_heading = {column.column_name: name for name, column in self.columns.items()}
        self._checks = checks_of(type(self))
        self._texts = dict.fromkeys(
            name for name, one in self.columns.items() if cells.is_free_text(one.widget)
        )
        self._harmless: list[str] = []  # texts last looked through
        self.may_be_persons = [
            name for name, one in self.columns.items() if one.widget.may_be_persons
        ]
        self.chosen: dict[str, str] = {}  # what an export was narrowed by (`choose`)

    # --- Reading a file ---------------------------------------------------------------------------

    @property
    def unfolded_headings(self) -> Sequence[str]:
        """Headings of columns that hold several of the table's, taken apart by `unfold`."""
        return ()

    def unfold(self, read: ReadTable) -> ReadTable:
        """What was read, in the table's own columns."""
        return read

    # --- Reading the registry ---------------------------------------------------------------------

    def records(self) -> QuerySet[Any]:
        """The rows this officer may see, through the one door, in a lasting order."""
        return visible_rows(self.model, self.by).order_by("pk")

    def choices(self) -> Sequence[Choice]:
        """What an export is narrowed by; nothing, unless the table says so."""
        return ()

    def choose(self, asked: Mapping[str, str]) -> None:
        """Narrow the export as its address asks (?month=2026-10); ValueError for what is not offered."""
        self.chosen = {choice.name: choice.taken(asked) for choice in self.choices()}

    @property
    def chosen_words(self) -> str:
        """ตุลาคม 2569: what was chosen, for the name of the file."""
        return " ".join(
            choice.words(value)
            for choice in self.choices()
            if (value := self.chosen.get(choice.name, ""))
        )

    def exported(self) -> QuerySet[Any]:
        """The rows of an export, by what was chosen; a file that comes back may name any record."""
        return self.records()

    def among(self, keys: Collection[object]) -> QuerySet[Any]:
        """Those of the rows with these primary keys."""
        return self.records().filter(pk__among=keys)

    @property
    def headings(self) -> list[str]:
        return [column.column_name for column in self.columns.values()]

    @property
    def required_headings(self) -> list[str]:
        """What a file must have: keys, unless all its rows may be new, and what says whose a row is."""
        keys = () if self.gives_keys and self.by.role in self.adders else self.key
        return [
            column.column_name
            for name, column in self.columns.items()
            if name in keys or column.required
        ]

    def headings_of(self, wanted: Callable[[Column], bool]) -> list[str]:
        """The headings of some of the columns."""
        return [column.column_name for column in self.columns.values() if wanted(column)]

    @property
    def paths(self) -> list[str]:
        return [column.attribute for column in self.columns.values()]

    def rendered(self, values: Sequence[object]) -> list[cells.Rendered]:
        """One record's values, in the order of the columns, as its exported row."""
        return [
            column.widget.render(value)
            for column, value in zip(self.columns.values(), values, strict=True)
        ]

    def export_rows(self, records: QuerySet[Any] | None = None) -> Iterator[list[cells.Rendered]]:
        """Every row of the export, by a cursor of the server: its size does not matter to memory."""
        found = self.exported() if records is None else records
        widgets = [column.widget for column in self.columns.values()]
        # What needs no words of ours goes through as it is.
        renders = [None if type(one).render is cells.Cell.render else one.render for one in widgets]
        for values in found.values_list(*self.paths).iterator(chunk_size=ROWS_AT_ONCE):
            yield [
                ("" if value is None else value) if render is None else render(value)
                for value, render in zip(values, renders, strict=True)
            ]

    def with_first_keys(self, records: QuerySet[Any], keys: Sequence[str]) -> QuerySet[Any]:
        """The records whose first key column is one of these, as exported."""
        return records.filter(**{f"{self.columns[self.key[0]].attribute}__among": keys})

    # --- Asked by the check; a table says what its rows need --------------------------------------

    def begin(self, lines: Sequence[ImportRow]) -> None:
        """Before the rows are checked: read what all of them need, in a few queries."""

    def refuse_missing(self, lines: Sequence[ImportRow]) -> None:
        """Lines whose key names no record this officer sees: new ones, unless it is somebody else's
        or the portal gives the keys. What a row of another area says is an error, never an update."""
        column = self.columns[self.key[0]]
        for line in lines:
            if self.gives_keys:
                line.refuse(f"ไม่พบ {column.column_name} {line.key[0]} ในพื้นที่ของท่าน", self.key[0])

    def check_line(self, line: ImportRow) -> None:
        """Ask the checks of a row (core.tables.row_checks) that rest on nothing refused. Their faults go
        to `line.refuse`, ids they find to `line.values`."""
        for name, columns in self._checks.items():
            if line.tells(*columns):
                getattr(self, name)(line)
        for name in self.texts_with_number(line):
            if name not in line.faults:
                line.refuse(PERSONS_NUMBER_HERE, name)

    def texts_with_number(self, line: ImportRow) -> list[str]:
        """Columns of free text into which the row writes a person's number, by name."""
        values, texts = line.values, self._texts
        said = [str(value) for name, value in values.items() if value and name in texts]
        if said == self._harmless or not may_hold_number(said):
            self._harmless = said
            return []
        return [name for name in texts if persons_numbers(str(values.get(name) or ""))]

    def check_file(self, lines: Sequence[ImportRow]) -> None:
        """After each row was checked, of all new, changed and refused ones: what two rows of a file
        cannot both say. The cells that could be read stand in their values."""

    def check_together(self, lines: Sequence[ImportRow]) -> None:
        """After each row was checked: what is asked once for all of them, those with a fault last. A row
        that was refused is asked what it still tells (`ImportRow.tells`)."""

    def closed_because(self, line: ImportRow) -> str:
        """Why this officer cannot change the record now; empty where nothing forbids it."""
        return ""

    # --- Asked by the load ------------------------------------------------------------------------

    def lock(self, read: ReadTable) -> None:
        """Begin of the load's transaction: whoever changes these records waits, or is waited for.

        The rows of the file that have a record are locked in the order of their keys.
        """
        heading = self.columns[self.key[0]].column_name
        place = read.headings.index(heading) if heading in read.headings else None
        if place is None:
            return
        keys = {str(row.cells[place]) for row in read.rows} - {""}
        found = self.with_first_keys(self.records(), sorted(keys))
        list(found.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))

    def write(self, checked: Checked) -> Sequence[object]:
        """Write new and changed lines; the keys of what was written, in any order."""
        raise NotImplementedError

    def sums(self, of_columns: dict[str, Decimal]) -> dict[str, Decimal]:
        """Sums of the receipt by heading: those of the money columns, and what follows from them."""
        return of_columns

    def written(self, keys: Sequence[object]) -> QuerySet[Any]:
        """The written records, through the door again."""
        return self.among(keys)


def as_read(rendered: cells.Rendered) -> str:
    """What reading an exported cell gives: the check compares a cell with this."""
    if isinstance(rendered, str):
        return clean_text(rendered)
    if isinstance(rendered, Decimal):
        return shortest(rendered)
    if isinstance(rendered, date):
        raise TypeError("dates are exported as texts in พ.ศ.")
    return str(rendered)


def shortest(amount: Decimal) -> str:
    """359900.50 as 359900.5, 24110.00 as 24110: a number as it is read out of a sheet."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# --- The registry ---------------------------------------------------------------------------------

_tables: dict[str, type[Table]] = {}


def register(table: type[Table]) -> type[Table]:
    """Class decorator for an app's `imports.py`; an entity taken twice is a mistake of ours."""
    if table.entity in _tables:
        raise ValueError(f"two tables of entity {table.entity!r}")
    _tables[table.entity] = table
    return table


def all_tables() -> list[type[Table]]:
    """Every table, in the order a clerk would look for them."""
    return sorted(_tables.values(), key=lambda table: (table.position, table.entity))


def table_of(entity: str) -> type[Table] | None:
    return _tables.get(entity)
