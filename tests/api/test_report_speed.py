"""The board report over 100,000 works."""

from tests.report_speed import fill, times

MOST_SECONDS = 5
GOES = 3


def test_a_hundred_thousand_works(database):
    """The seconds that it works; the best of a few goes, as other work on a machine only adds."""
    fill(database)
    best: dict[str, float] = {}
    for _ in range(GOES):
        for name, (_, own) in times(database).items():
            best[name] = min(own, best.get(name, own))
        if all(own < MOST_SECONDS for own in best.values()):
            break
    assert {name: own for name, own in best.items() if own >= MOST_SECONDS} == {}
