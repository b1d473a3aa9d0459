"""A record with more than one page can hold: every field answered, at length, more than once."""

from collections.abc import Iterable
from typing import Any

from practice.content import content
from tests.web.covered_record import CoveredRecord
from tests.web.stand_in import draft

# What fills a line fastest, and what an ordinary practitioner types.
WIDE = "WHERE WE MET MUM, " * 40
ORDINARY = "She would rather have her sister there on a Tuesday, when the house is quiet. " * 5


class FullRecord(CoveredRecord):
    """Each question of some stages answered with `words`, repeated ones three times."""

    def fill(self, words: str, stages: Iterable[str]) -> None:
        for stage in map(content().stages.get, stages):
            fields = [content().field(name) for name in stage.every_field]
            drafts = [self._answer(f, words) for f in fields if not f.each for _ in _times(f)]
            for row in range(0, len(drafts), 40):
                self.add(stage.id, *drafts[row : row + 40])

    def _answer(self, field: Any, words: str) -> dict[str, Any]:
        parts = {part.key: words for part in field.parts if part.words != "none"}
        more = {"opens": field.opens} if field.opens else {}
        return draft(field.id, words=words, parts=parts, kind=field.kind, **more)


def _times(field: Any) -> range:
    return range(3 if field.repeat else 1)
