"""Exercises with cards on the board, and a group at work."""

from api.exercises import cards, sittings
from api.exercises.reading import Draft

LONG = "Wort" * 30
SCRIPT = "<script>alert(1)</script> & “us”"


class Group:
    """A sitting: of `leader` alone, or led, with everyone in `others` joined."""

    def __init__(self, database, leader, exercise="values", others=(), led=None):
        self.database, self.leader = database, leader
        self.count = 0
        led = bool(others) if led is None else led
        sitting = self.do(sittings.open_sitting, leader, exercise, led, f"key {exercise} {led}")
        self.id, self.code = sitting.id, sitting.code
        for other in others:
            self.do(sittings.join, other, self.code)

    @property
    def path(self):
        return f"/practise/exercises/{self.id}"

    def do(self, function, who, *given, **named):
        with self.database.writer() as session:
            return function(session, who, *given, **named)

    def move(self, step):
        self.do(sittings.move, self.leader, self.id, step)
        return self

    def finish(self):
        self.move("messages")
        self.do(sittings.finish, self.leader, self.id)
        return self

    def add(self, box, text="", choice="", about=(), who=None, named=False):
        self.count += 1
        draft, key = Draft(box, text, choice, tuple(about)), f"key number {self.count}"
        who = who or self.leader
        return self.do(cards.add_cards, who, self.id, [draft], key, named)[0].id

    def sort(self, places, who=None):
        self.do(cards.sort_cards, who or self.leader, self.id, places)


def filled(database, leader, exercise, others=()) -> Group:
    """An exercise with cards in every box, at its last step."""
    group = Group(database, leader, exercise, others).move("messages")
    FILL[exercise](group)
    return group


def practised(database, leader) -> str:
    """The wall and the ladder, filled, by someone alone."""
    return filled(database, leader, "barriers").move("ladder").id


def _values(group):
    bath = group.add("value", f"They like {SCRIPT}", "doing")
    group.add("value", LONG, "food")
    for box, text in (("good", "It is warm"), ("cost", "Water"), ("why", "Sunday"),
                      ("trade_off", "We pay, because it is ours")):  # fmt: skip
        group.add(box, text, about=[bath])


def _barriers(group):
    group.add("first_name", "Ada")
    group.add("age", choice="from_65")
    group.add("living", "Two floors up", "family")
    group.add("needs", LONG)
    group.add("circumstances", SCRIPT)
    money = group.add("brick", "No money of her own", "money")
    fear = group.add("brick", "Fear of losing him")
    group.add("brick", "Cannot read the letters")
    group.add("rung", "An advocate she likes", about=[money, fear])


def _consent(group):
    answers = ["Time to think", "I understand it", "A cup of tea", SCRIPT, LONG]
    ids = [group.add("answer", text) for text in answers]
    group.sort(dict(zip(ids, ["capacity", "understand"], strict=False)))
    group.add("missing", "Free will, because of the threats", "unpaid")


def _principles(group):
    group.add("first_name", "Sam")
    group.add("story", SCRIPT)
    group.add("autonomy_wants", "To stay at home")
    group.add("justice_options", LONG)
    group.add("pull", "The friend, and the money")


FILL = {
    "values": _values,
    "barriers": _barriers,
    "consent": _consent,
    "principles": _principles,
}
