"""How long a file takes, told on every run. It fails only far beyond what is wanted."""

import time

from tests.exports.making import make
from tests.exports.random_records import Maker
from tests.web.pdfs import pages_of

# Wanted: a PDF of three pages in a tenth of a second. This machine may be busy with other things.
WANTED = 0.1
TOO_LONG = 15
ROUNDS = 7


def three_pages():
    """A random record whose write-up has three pages."""
    for entries in range(20, 120, 2):
        raw = Maker(4, entries=entries).record
        if pages_of(make(raw, None, "pdf")["pdf"]) == 3:
            return raw
    raise AssertionError("no record has three pages")


def best_of(raw, format):
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        make(raw, None, format)
        times.append(time.perf_counter() - started)
    return min(times)


def test_a_pdf_of_three_pages_is_quick(record_property, capsys):
    raw = three_pages()
    times = {format: best_of(raw, format) for format in ("pdf", "docx", "md", "json", "fhir")}
    for format, seconds in times.items():
        record_property(f"{format}_seconds", round(seconds, 4))
    with capsys.disabled():
        told = ", ".join(f"{format} {seconds * 1000:.0f} ms" for format, seconds in times.items())
        print(f"\nthree pages: {told}; PDF {times['pdf'] / WANTED:.2f} of what is wanted")
    assert times["pdf"] < WANTED * TOO_LONG
