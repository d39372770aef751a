"""Django's PostgreSQL backend (ENGINE), but for how a connection out of the pool is tried."""
