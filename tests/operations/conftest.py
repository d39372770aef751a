from tests.support.backed_up import in_use, story  # noqa: F401  (fixtures)
