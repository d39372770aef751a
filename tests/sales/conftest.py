from tests.support.clock import in_november  # noqa: F401  (a fixture of every test here)
