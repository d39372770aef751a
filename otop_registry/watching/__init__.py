"""How the portal is watched: is it well (health), what it does (logs, metrics), one number for what
happened to one request (request_ids)."""
