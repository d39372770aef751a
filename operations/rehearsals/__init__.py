"""Tried end to end: each prints what it measured, and fails where something is lost."""
