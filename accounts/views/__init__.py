"""Pages of the accounts' life; the stock list and form are accounts.admin."""
