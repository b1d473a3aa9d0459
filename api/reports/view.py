"""The report as the page and the PDF show it: every table with its chart and the words under it."""

from dataclasses import dataclass

from markupsafe import Markup

from api.reports.chart import bar_chart, stacked_chart, told
from practice.assurance.report.publication import PrintedTable, Publication
from practice.assurance.report.tables import ALL


@dataclass(frozen=True)
class Shown:
    """A table with its chart. tells: the chart in words."""

    printed: PrintedTable
    chart: Markup
    tells: str


def shown_sections(publication: Publication) -> dict[str, list[Shown]]:
    """The tables by section, each with its chart."""
    return {
        title: [_shown(printed) for printed in tables]
        for title, tables in publication.sections.items()
    }


def _shown(printed: PrintedTable) -> Shown:
    table = printed.table
    name = f"chart-{table.id}"
    if table.columns[0].key != ALL:
        parts = [column.label for column in table.columns]
        rows = [(row.id, line.shown) for row, line in zip(table.rows, printed.rows, strict=True)]
        chart = stacked_chart(name, table.title, parts, rows)
        return Shown(printed, Markup(chart), "")
    if any(column.key.startswith("quarter=") for column in table.columns):
        parts = [row.label for row in printed.rows]
        quarters = [
            (column.label, [row.shown[place] for row in printed.rows])
            for place, column in enumerate(table.columns)
            if place
        ]
        return Shown(printed, Markup(stacked_chart(name, table.title, parts, quarters)), "")
    bars = [(row.label, row.shown[0]) for row in printed.rows]
    return Shown(printed, Markup(bar_chart(name, table.title, bars)), told(bars))
