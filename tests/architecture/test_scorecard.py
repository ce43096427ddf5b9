"""The scorecard of the code: what must hold at every commit."""

from collections.abc import Sequence
from statistics import median

import pytest

from tools import lint, size
from tools.source import Module, read_package

FUNCTION_MEDIAN_MAX = 5
FUNCTION_P90_MAX = 18


@pytest.fixture(scope="module")
def modules() -> Sequence[Module]:
    return read_package(size.PACKAGE)


def test_our_rules_hold(modules: Sequence[Module]) -> None:
    project = lint.describe(modules)
    assert [str(one) for module in modules for one in lint.lint(module, project)] == []


def test_functions_are_small(modules: Sequence[Module]) -> None:
    measured = size.measure(modules).functions
    assert median(measured) <= FUNCTION_MEDIAN_MAX
    assert size.percentile(measured, 0.9) <= FUNCTION_P90_MAX
