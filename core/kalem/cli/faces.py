"""The faces of the program: which the office is put together with, and the application that shows them all."""

from typing import Any

from flask import Flask

from kalem import api
from kalem.app import Settings
from kalem.app.assembly import Face
from kalem.web import FACE, create_app


def faces() -> list[Face]:
    """Return what the office is put together with: the pages, so that every command finds a plugin's broken route."""
    return [FACE]


def application(settings: Settings, **options: Any) -> Flask:
    """Return the office with its pages and, under ``/api``, its answers to programs; raises as ``create_app`` does."""
    app = create_app(settings, **options)
    api.mount(app)
    return app
