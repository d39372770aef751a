"""The triggers that keep how many registered records there are (registration.models.counts).

A change of one record leaves a line for where it counted and one for where it counts now; a statement
that adds or deletes many leaves one a group. A product lies where its producer lies: its line is written
with the producer held (FOR SHARE), so that whoever moves or cancels the producer at that moment comes
before it or sees it; and a producer's change leaves the lines of its products. What joins many rows is
EXECUTEd, so planned for as many as there are: a plan of one session's first row would meet 226,000.
"""

# ruff: noqa: S608  (literals of this module and of the models)

import pgtrigger

_REGISTERED = "('certified', 'announced')"  # registration.models.records.REGISTERED
_COUNT = "INSERT INTO registration_registeredcount (register, district_id, kind, quadrant, records)"
_MADE = "INSERT INTO registration_madecount (district_id, subdistrict_id, products)"


def count_triggers(register: str, kind: str) -> list[pgtrigger.Trigger]:
    """For a register whose records have a district; `kind`: its column of kinds, or ''."""
    own, by = kind or "''", f"district_id, {kind}" if kind else "district_id"
    old, new = (f"{row}.{kind}" if kind else "''" for row in ("OLD", "NEW"))
    many = f"""
        {_COUNT}
        SELECT '{register}', district_id, {own}, '', {{sign}} count(*) FROM rows
         WHERE status IN {_REGISTERED} GROUP BY {by};
        RETURN NULL;
    """
    one = f"""
        {_COUNT}
        SELECT '{register}', district_id, kind, '', sum(records)
          FROM (VALUES (OLD.district_id, {old}, OLD.status, -1), (NEW.district_id, {new}, NEW.status, 1))
            AS changed (district_id, kind, status, records)
         WHERE status IN {_REGISTERED} GROUP BY district_id, kind HAVING sum(records) <> 0;
        RETURN NULL;
    """
    columns = ["status", "district", kind] if kind else ["status", "district"]
    return [*_of_many(many), _of_one("counts_change", columns, one)]


def products_follow() -> pgtrigger.Trigger:
    """For producers: a change of one leaves the lines of its products."""
    return _of_one(
        "counts_products",
        ["status", "district", "subdistrict"],
        f"""
        IF OLD.district_id <> NEW.district_id THEN
            {_COUNT}
            SELECT 'products.product', lay.district_id, category, quadrant, sum(lay.records)
              FROM products_product
             CROSS JOIN (VALUES (OLD.district_id, -1), (NEW.district_id, 1))
                AS lay (district_id, records)
             WHERE producer_id = NEW.id AND status IN {_REGISTERED}
             GROUP BY lay.district_id, category, quadrant;
        END IF;
        {_MADE}
        SELECT district_id, subdistrict_id, sum(one)
          FROM products_product
         CROSS JOIN (VALUES (OLD.district_id, OLD.subdistrict_id, OLD.status, -1),
                            (NEW.district_id, NEW.subdistrict_id, NEW.status, 1))
            AS lay (district_id, subdistrict_id, maker_status, one)
         WHERE producer_id = NEW.id AND status IN {_REGISTERED} AND production = 'made'
           AND maker_status IN {_REGISTERED}
         GROUP BY district_id, subdistrict_id HAVING sum(one) <> 0;
        RETURN NULL;
        """,
    )


def product_count_triggers() -> list[pgtrigger.Trigger]:
    """For products, which lie where their producers lie."""
    many = f"""
        IF NOT EXISTS (SELECT FROM rows WHERE status IN {_REGISTERED}) THEN RETURN NULL; END IF;
        EXECUTE $many$
        SELECT FROM producers_producer
         WHERE id IN (SELECT producer_id FROM rows WHERE status IN {_REGISTERED})
         ORDER BY id FOR SHARE
        $many$;
        EXECUTE $many$
        {_COUNT}
        SELECT 'products.product', maker.district_id, category, quadrant, {{sign}} count(*)
          FROM rows JOIN producers_producer maker ON maker.id = producer_id
         WHERE rows.status IN {_REGISTERED} GROUP BY maker.district_id, category, quadrant
        $many$;
        EXECUTE $many$
        {_MADE}
        SELECT maker.district_id, maker.subdistrict_id, {{sign}} count(*)
          FROM rows JOIN producers_producer maker ON maker.id = producer_id
         WHERE rows.status IN {_REGISTERED} AND production = 'made'
           AND maker.status IN {_REGISTERED}
         GROUP BY maker.district_id, maker.subdistrict_id
        $many$;
        RETURN NULL;
    """
    one = f"""
        IF OLD.status NOT IN {_REGISTERED} AND NEW.status NOT IN {_REGISTERED} THEN
            RETURN NULL;
        END IF;
        PERFORM FROM producers_producer WHERE id IN (OLD.producer_id, NEW.producer_id)
          ORDER BY id FOR SHARE;
        {_COUNT}
        SELECT 'products.product', maker.district_id, category, changed.quadrant, sum(one)
          FROM (VALUES (OLD.producer_id, OLD.category, OLD.quadrant, OLD.status, -1),
                       (NEW.producer_id, NEW.category, NEW.quadrant, NEW.status, 1))
            AS changed (producer_id, category, quadrant, status, one)
          JOIN producers_producer maker ON maker.id = producer_id
         WHERE changed.status IN {_REGISTERED}
         GROUP BY maker.district_id, category, changed.quadrant HAVING sum(one) <> 0;
        {_MADE}
        SELECT maker.district_id, maker.subdistrict_id, sum(one)
          FROM (VALUES (OLD.producer_id, OLD.production, OLD.status, -1),
                       (NEW.producer_id, NEW.production, NEW.status, 1))
            AS changed (producer_id, production, status, one)
          JOIN producers_producer maker ON maker.id = producer_id
         WHERE changed.status IN {_REGISTERED} AND production = 'made'
           AND maker.status IN {_REGISTERED}
         GROUP BY maker.district_id, maker.subdistrict_id HAVING sum(one) <> 0;
        RETURN NULL;
    """
    columns = ["status", "producer", "category", "quadrant", "production"]
    return [*_of_many(many), _of_one("counts_change", columns, one)]


def _of_many(func: str) -> list[pgtrigger.Trigger]:
    return [
        pgtrigger.Trigger(
            name="counts_new",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            referencing=pgtrigger.Referencing(new="rows"),
            func=func.format(sign=""),
        ),
        pgtrigger.Trigger(
            name="counts_gone",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Delete,
            referencing=pgtrigger.Referencing(old="rows"),
            func=func.format(sign="-"),
        ),
    ]


def _of_one(name: str, columns: list[str], func: str) -> pgtrigger.Trigger:
    """Asked only where one of these columns changed, so that other saves pay nothing."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(*columns),
        func=func,
    )
