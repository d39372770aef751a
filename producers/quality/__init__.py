"""The ten checks of producers (DOMAIN.md 7, P01 to P10); their readings are decision 0016."""

from producers.quality.identity import IDENTITY_RULES
from producers.quality.operation import OPERATION_RULE
from producers.quality.record import RECORD_RULES
from quality.rules import register_rules

register_rules(*IDENTITY_RULES, *RECORD_RULES, OPERATION_RULE)
