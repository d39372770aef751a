"""The products' pages beside the register itself."""
