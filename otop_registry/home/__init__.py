"""งานวันนี้: the home of each role. It draws on every app below, so it lives in the roof."""
