"""For all tests, in both Pythons: the repository on the path, and skips that count when asked."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))


def skips_are_failures():
    return os.environ.get("MSP_TEST_REQUIRE") == "all"


def refuse_skip(report):
    """Turns a skipped test or file into a failed one; expected failures stay as they are."""
    if skips_are_failures() and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{reason}\nMSP_TEST_REQUIRE=all: a skipped test counts as failed."


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    result = yield
    refuse_skip(result.get_result())


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_make_collect_report(collector):
    result = yield
    refuse_skip(result.get_result())
