"""Proposed mends: what the register itself says a faulty value should be."""
