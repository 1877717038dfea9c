"""How fast, beside others, and how cost grows with the archive: `make bench`. Nothing of it runs in the tests."""
