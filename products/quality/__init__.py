"""The eight checks of products (DOMAIN.md 7, D01 to D08); their readings are decision 0016."""

from products import category_evidence
from products.quality.details import DETAIL_RULES
from products.quality.identity import IDENTITY_RULES
from quality.rules import before_counting, register_rules

register_rules(*IDENTITY_RULES, *DETAIL_RULES)
before_counting(category_evidence.refresh, fills="products_categorydoubt")
