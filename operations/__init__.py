"""What the person who runs an installation does with it: install, upgrade, back up, restore, look after.

`otop COMMAND` (`python -m operations COMMAND`); each command is a file here. Nothing of the portal is
imported: what needs it is asked through `manage.py`, so that a portal that does not start can still be
restored, rolled back and examined.
"""
