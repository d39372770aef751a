"""Who may open the list of reports; each report is in the table of its app."""

from tests.support.access import Address

ADDRESSES = [
    Address("reports/", get="login 200 200 200 200 200 200"),
]
