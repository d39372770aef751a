"""What runs inside the bare Debian, with that machine's own Python: this folder is copied there, and
nothing else of the checkout."""

BEFORE, AFTER, BROKEN = "0.0.1", "0.0.2", "0.0.3"
REBOOTED = (
    64  # `python -m inside` ends so when it asked for a reboot: the next boot starts it again
)
