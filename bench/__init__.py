"""How quick the portal is at the size of the nation: run with `make bench`, see bench/README.md."""
