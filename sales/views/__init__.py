"""The working pages of the sales: class-based views in the portal's dress.

They take querysets and users, never a ModelAdmin; the roof mounts `sales.urls` behind the sign-in.
"""
