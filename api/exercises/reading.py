"""What is sent as a card, held against its box: whether it can be kept, and why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.errors import Invalid
from api.exercises.models import KeptCard, Sitting
from api.exercises.sittings import exercise_of
from api.typed import is_empty, taken_in
from practice.content import content
from practice.training.fictional import looks_real

LONGEST_TEXT = 500


@dataclass(frozen=True)
class Draft:
    """A card as it is sent. replaces: the card that a box for one showed."""

    box: str
    text: str = ""
    choice: str = ""
    about: tuple[str, ...] = ()
    replaces: str = ""


class NotKept(Invalid):
    """Cards that cannot be kept. wrong: what is wrong, by the box of each."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(next(iter(wrong.values()), None))
        self.wrong = dict(wrong)


class Reading:
    """One draft against its box. Raises Invalid for what no page of ours sends, TooLarge."""

    def __init__(self, sitting: Sitting, cards: Sequence[KeptCard], draft: Draft) -> None:
        box = exercise_of(sitting).open_boxes(sitting.reached).get(draft.box)
        unknown = draft.choice and box and not box.label_of(draft.choice)
        if not box or unknown:
            raise Invalid()
        self.box, self.draft, self.cards = box, draft, cards
        self.text = "" if box.words == "none" else taken_in(draft.text).strip()
        self.text = "" if is_empty(self.text) else self.text

    @property
    def filled(self) -> bool:
        """Whether anything was given."""
        return bool(self.text or self.draft.choice)

    @property
    def before(self) -> KeptCard | None:
        """The card that this one replaces, in a box for one."""
        return next((c for c in self.cards if self.box.one and c.box == self.box.id), None)

    @property
    def is_new(self) -> bool:
        """Whether it is filled, and not the same as what stands there."""
        there = self.before
        same = there and (there.text, there.choice) == (self.text, self.draft.choice)
        return self.filled and not same

    @property
    def wrong(self) -> str:
        """What is wrong with it, in words for who sent it; "" when nothing is."""
        say = content().say
        if self.box.words == "required" and not self.text:
            return say("exercise.words_missing")
        if len(self.text) > LONGEST_TEXT:
            return say("exercise.too_long", most=LONGEST_TEXT)
        if self.box.first_name and len(self.text.split()) > 1:
            return say("fictional.first_name_only")
        if found := looks_real(self.text, self._first_names):
            what = dict.fromkeys(f"{say(f'fictional.{row.kind}')} (“{row.text}”)" for row in found)
            return say("fictional.stopped", what=", ".join(what))
        return self._wrong_about or self._wrong_before

    @property
    def _first_names(self) -> list[str]:
        return [card.text for card in self.cards if card.box == "first_name"]

    @property
    def _wrong_about(self) -> str:
        there = {card.id for card in self.cards if card.box == self.box.about}
        given = set(self.draft.about)
        if self.box.about and not given:
            return content().say("exercise.about_missing")
        if not given <= there:
            return content().say("exercise.about_gone")
        if len(given) > 1 and not self.box.many:
            raise Invalid()
        return ""

    @property
    def _wrong_before(self) -> str:
        there = self.before
        stale = there and there.id != self.draft.replaces
        return content().say("exercise.changed_meanwhile") if stale else ""
