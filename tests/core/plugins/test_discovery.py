import sys
from pathlib import Path

import pytest

from kalem.plugins import assemble, discover

from .fakes import room


def install(
    folder: Path, distribution: str, *plugin_ids: str, body: str = "raise SystemExit('imported')"
) -> None:
    """Lay out in ``folder`` what pip would: a module per plugin, and the package's metadata."""
    info = folder / f"{distribution.replace('-', '_')}-2.5.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 2.5\n")
    names = "".join(f"{plugin_id} = fake_{plugin_id}\n" for plugin_id in plugin_ids)
    (info / "entry_points.txt").write_text(f"[kalem.plugins]\n{names}")
    for plugin_id in plugin_ids:
        (folder / f"fake_{plugin_id}.py").write_text(body)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "a"), str(tmp_path / "b")])
    return tmp_path


def found(*plugin_ids: str) -> list[tuple[str, str, str]]:
    return [(each.id, each.distribution, each.version) for each in discover() if each.id in plugin_ids]


def test_installed_plugins_are_listed_without_importing_them(site: Path) -> None:
    install(site / "a", "kalem-two", "fx_two", "fx_one")

    assert found("fx_one", "fx_two") == [("fx_one", "kalem-two", "2.5"), ("fx_two", "kalem-two", "2.5")]
    assert "fake_fx_one" not in sys.modules


def test_only_enabled_plugins_are_imported(site: Path) -> None:
    install(site / "a", "kalem-one", "fx_three")

    plugins = assemble([], discover(), specs=[room])

    [status] = [each for each in plugins.status if each.id == "fx_three"]
    assert (status.state, status.label, status.version, status.distribution) == (
        "installed",
        "fx_three",
        "2.5",
        "kalem-one",
    )
    assert "fake_fx_three" not in sys.modules


def test_an_enabled_plugin_is_imported_and_runs(site: Path) -> None:
    body = 'from kalem.plugin import Manifest\nmanifest = Manifest(id="fx_four", label="Dört", api=">=1")\n'
    install(site / "a", "kalem-one", "fx_four", body=body)

    plugins = assemble(["fx_four"], discover(), specs=[room])

    assert (plugins["fx_four"].version, plugins["fx_four"].distribution) == ("2.5", "kalem-one")


def test_two_packages_with_the_same_id_are_refused_and_both_named(site: Path) -> None:
    install(site / "a", "kalem-one", "fx_five")
    install(site / "b", "kalem-other", "fx_five")

    plugins = assemble(["fx_five"], discover(), specs=[room])

    [failure] = plugins.failures
    assert failure.reason.endswith("kalem-one, kalem-other")
    assert "fake_fx_five" not in sys.modules
