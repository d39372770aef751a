"""The pages of targets and estimates; they take querysets and users, never a ModelAdmin."""
