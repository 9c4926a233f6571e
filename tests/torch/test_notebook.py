"""The notebooks of examples/ in Jupyter."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[2] / "examples").glob("*.ipynb"))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_in_jupyter(notebook: Path, tmp_path: Path) -> None:
    """In a kernel of its own, which knows a running loop; no cell fails."""
    content = nbformat.read(notebook, as_version=4)
    nbformat.validate(content)
    NotebookClient(content, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()

    outputs = [output for cell in content.cells if cell.cell_type == "code" for output in cell.outputs]
    assert [] == [output for output in outputs if output.output_type == "error"]
    assert outputs
