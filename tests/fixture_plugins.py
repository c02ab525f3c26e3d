"""Plugins made for a test, installed as pip would: a module, and metadata with its entry point."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path


def install_plugin(site: Path, name: str, source: str, version: str = "1.2") -> None:
    """Installs a plugin of one module into a folder that stands on the search path."""
    module = f"plugin_{name}_{abs(hash(site))}"
    site.mkdir(parents=True, exist_ok=True)
    (site / f"{module}.py").write_text(textwrap.dedent(source))
    for old in site.glob(f"dist_{name}-*.dist-info"):
        old.rename(old.with_name(f"dist_{name}-{version}.dist-info"))
    folder = site / f"dist_{name}-{version}.dist-info"
    folder.mkdir(exist_ok=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: dist-{name}\nVersion: {version}\n")
    (folder / "entry_points.txt").write_text(f"[aiobserver]\n{name} = {module}\n")


def with_site(site: Path) -> dict[str, str]:
    """The environment in which a server finds them."""
    return {"PYTHONPATH": os.pathsep.join([str(site), os.environ.get("PYTHONPATH", "")])}
