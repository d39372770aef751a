"""The pages of registration: the district's own work, the province's queue, announcements, progress."""
