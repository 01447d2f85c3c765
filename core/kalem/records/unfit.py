"""What cannot be taken in as a file."""


class UnfitFile(ValueError):
    """The file is not taken in; nothing was kept. The message says why and what to do, for people, in Turkish."""
