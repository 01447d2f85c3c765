"""Example data: an office that has worked for some months, made by the same calls that the pages make.

Nothing here knows a municipality: people, chains and papers follow from the file that is given. Names of persons and
companies are made up; those of public bodies are such as every district has.
"""

from .building import PASSWORD, Login, build, logins

__all__ = ["PASSWORD", "Login", "build", "logins"]
