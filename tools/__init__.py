"""Small programs that the Makefile runs, from the repository's root: ``python -m tools.<name>``."""
