from tests.support.clock import clock  # noqa: F401  (a fixture of every test here)
