"""What tests share: the plans that come with riparto."""

from __future__ import annotations

from pathlib import Path

import pytest

import riparto

DATA = Path(__file__).resolve().parents[3] / "examples" / "data"


@pytest.fixture
def plan() -> riparto.Plan:
    return riparto.Plan.read(DATA / "toscana-plan.json")


@pytest.fixture
def forbidden() -> riparto.Proposal:
    return riparto.Proposal("p3", "arti").transfer("outreach", "autonomy", "80.000,00 €")
