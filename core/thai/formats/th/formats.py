"""Number format of the portal: 1,098,640.00 (dates go through core.thai.calendar, in พ.ศ.)."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
