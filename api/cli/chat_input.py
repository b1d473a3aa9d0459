"""What a line typed in the terminal means: words, choices by number, or both."""

import re
from dataclasses import dataclass, field

ONLY_NUMBERS = re.compile(r"^\d{1,3}(?:\s*[,\s]\s*\d{1,3})*$")
# The blank after the colon keeps "10:30 she rang" a sentence.
NUMBERS_AND_WORDS = re.compile(r"^(\d{1,3}(?:\s*,\s*\d{1,3})*)\s*:\s+(\S.*)$", re.DOTALL)


class NotUnderstood(ValueError):
    """The line fits no choice; the text tells what would."""


@dataclass(frozen=True)
class Entry:
    text: str | None = None
    values: list[str] = field(default_factory=list)

    @property
    def body(self) -> dict[str, object]:
        """The part of the message that the person gave."""
        body: dict[str, object] = {"text": self.text} if self.text else {}
        if self.values:
            body["choice"] = self.values[0] if len(self.values) == 1 else self.values
        return body


def read_entry(line: str, values: list[str], multiple: bool = False) -> Entry:
    """`values` are the choices on the screen in their order. Raises NotUnderstood."""
    line = line.strip()
    if values and ONLY_NUMBERS.match(line):
        return Entry(None, pick(line, values, multiple))
    mixed = NUMBERS_AND_WORDS.match(line) if values else None
    if mixed:
        return Entry(mixed[2], pick(mixed[1], values, multiple))
    return Entry(line)


def pick(text: str, values: list[str], multiple: bool) -> list[str]:
    numbers = list(dict.fromkeys(int(number) for number in re.findall(r"\d+", text)))
    wrong = [number for number in numbers if not 1 <= number <= len(values)]
    if wrong:
        raise NotUnderstood(
            f"There is no choice {wrong[0]}. Type a number from 1 to {len(values)},"
            " or answer in words."
        )
    if len(numbers) > 1 and not multiple:
        raise NotUnderstood("Only one choice fits here. Type one number, or answer in words.")
    return [values[number - 1] for number in numbers]
