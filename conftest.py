"""What every test stands on; what one app needs beside it is in tests/<app>/conftest.py. In the root, so
that `tests.support` can be imported however pytest is called."""

import os

import hypothesis
import pytest

pytest.register_assert_rewrite("tests.support")

pytest_plugins = ["tests.support.database"]

# A slow machine is no fault of the code; in CI the same examples each time.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")
