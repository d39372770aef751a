"""The producers' pages beside the register itself."""
