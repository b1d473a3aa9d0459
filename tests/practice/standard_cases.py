"""What shows each audit standard, what does not yet, and when it does not apply.

Every case is a record, written down in a line or two (tests/practice/records.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from practice.record import Contact, Entry
from tests.practice.records import contact, left, say

Answers = list[Entry | Contact]


@dataclass(frozen=True)
class Case:
    """shown: records with the names of the entries that show it. missing: records in which
    something is missing yet, with the fields asked for. not_applicable: a record for each of
    its reasons. left: the question that may be left with a reason.
    """

    shown: list[tuple[Answers, str]]
    missing: list[tuple[Answers, str]]
    not_applicable: dict[str, Answers]
    left: str


def case(shown, missing, left, not_applicable=None):
    return Case(shown, missing, not_applicable or {}, left)


def without(answer: Entry, *keys: str) -> Entry:
    """The answer with some of its follow-ups left blank."""
    return replace(answer, parts={k: v for k, v in answer.parts.items() if k not in keys})


AREAS = ("understand", "retain", "use_or_weigh", "communicate")
ALL_NO, ALL_YES = dict.fromkeys(AREAS, "no"), dict.fromkeys(AREAS, "yes")
ONE_NO = {**ALL_YES, "use_or_weigh": "no"}

ASKED, NAMED_NOTHING = say("A7", "asked_expressed"), say("A7", "asked_none", "He shrugged")
WISH, OTHER = say("A8", None, "My key back"), say("A8", None, "Peace")
ADDED = say("D1", "added", "To see Sam")
DROPPED = say("D1", "dropped", thread="A8")
RATED = say("E2", "partially", "He still has it", thread="A8")
ASKED_AT_THE_END = say("E1", "yes")
VIEW = say("A11", None, "I can handle him")
CONCERN = say("P1", None, "Money is missing")
TOLD = say("D6", None, "The bank has stopped the card", felt="yes", reaction="Good")
STEP = say("D8", None, "New lock", serves=["thread:A8"], agreed_by_person="yes")
STRENGTHS = say("A10", None, "I keep my own accounts")
DO_NOTHING = say("D2", "do_nothing", view="does_not_want", costs="More shouting")
MOVE = say("D2", None, "Move in with Sam", view="would_accept", costs="The garden")
LACKS = say("A14", ONE_NO, evidence="Lost the thread", cause="Dementia", conclusion="lacks")
CAN = say("A14", ALL_YES, "She said it all back")
PRESUMED = say("A14", {}, conclusion="presumed")
CONSENT, FREE = say("A15", ["yes"]), say("A12", "no_sign", "Alone, at ease")
INFORMED = say("A13", "yes", "Easy read leaflet")
BEST = say(
    "D5",
    None,
    "The bank holds the card",
    factors="She loves her garden",
    consulted="Her niece",
    explained_to_person="yes",
    reaction="All right then",
)
NO_DIFFICULTY = say("P9", ALL_NO, "Nothing looks hard")
REFUSED, AGREED = say("A16", "no"), say("A16", "yes")
WHY_NOT = say("A20", None, "No fuss", acceptable_how="A friend along")
TRIED = say("D9", None, "Went with the nurse")
OVERRIDDEN = say("D12", None, "Police told", basis=["immediate_danger"], reaction="Angry")
EMERGENCY = say("P2", ["emergency_called"])
DIED = say("E15", ["died"])
LOST = [TRIED, say("E15", ["lost_contact"])]
NO_RISK = say("E9", "none_no_action")
LIVED_WITH = say(
    "D3",
    "yes",
    "He visits on Sundays",
    why_worth_it="He is my son",
    safety_net="My neighbour is in",
    review_date="In May",
)
WEIGHED = say("D4", None, "He would keep his dog")

COULD_NOT_BE_ASKED = {"They could not be asked": LOST}
NO_WISH = {"No wish was named": [NAMED_NOTHING]}
CRISIS = {"Contact was in a crisis only": [EMERGENCY]}


def feedback(field: str, **more) -> Case:
    """A question at the end: any answer with words, "would rather not say" too."""
    answered, declined = say(field, "no", "Not once"), left(field, state="asked_no_answer")
    return case(
        shown=[([answered], field), ([declined], field)],
        missing=[([], field), ([say(field, "yes")], field)],
        left=field,
        not_applicable=COULD_NOT_BE_ASKED,
        **more,
    )


BRADFORD = {
    "B1": case(
        shown=[
            ([ASKED, WISH], "A7 A8"),
            ([ASKED, say("A8", None, "Peace", source="representative")], "A7 A8"),
            ([NAMED_NOTHING], "A7"),
            ([left("A7", state="asked_no_answer")], "A7"),
        ],
        missing=[
            ([], "A7 A8"),
            ([ASKED], "A7 A8"),
            ([WISH], "A7"),
            ([say("A7", "dont_know")], "A7 A8"),
        ],
        left="A7",
    ),
    "B2": case(
        shown=[
            ([WISH, ASKED_AT_THE_END, RATED], "E1 E2"),
            ([WISH, say("E1", "yes", "All of it"), say("E2", "fully", thread="A8")], "E1 E2"),
            ([WISH, ASKED_AT_THE_END, left("E2", state="asked_no_answer", thread="A8")], "E1 E2"),
            ([WISH, OTHER, say("D1", "dropped", thread="A8/2"), ASKED_AT_THE_END, RATED], "E1 E2"),
            ([WISH, DROPPED, say("E1", "yes", "She is content")], "E1 A8"),
        ],
        missing=[
            ([WISH], "E1 E2"),
            ([WISH, ASKED_AT_THE_END], "E1 E2"),
            ([WISH, OTHER, ASKED_AT_THE_END, RATED], "E2"),
            # Words said long before show nothing about the asking now.
            ([WISH, ASKED_AT_THE_END, say("E2", "fully", thread="A8")], "E1 E2"),
            ([WISH, DROPPED, ASKED_AT_THE_END], "E1 E2"),
            ([WISH, say("E1", "no"), RATED], "E1"),
            ([NAMED_NOTHING, ADDED], "E1 E2"),
        ],
        left="E1",
        not_applicable={
            **NO_WISH,
            "The person died": [WISH, DIED],
            "Contact was lost, with attempts noted": [WISH, *LOST],
        },
    ),
    "B3": case(
        shown=[
            ([VIEW, CONCERN], "A11 P1"),
            ([WISH, say("A11", None, "I can handle him", raised_by=["thread:A8"])], "A11"),
            ([VIEW, say("A6", None, "He shouts at night")], "A11 A6"),
            ([VIEW, say("P2", ["police"])], "A11 P2"),
            ([VIEW, say("D3", "not_settled")], "A11 D3"),
            ([VIEW, say("E9", "identified_action")], "A11 E9"),
            ([VIEW, say("E10", "reduced")], "A11 E10"),
        ],
        missing=[
            ([CONCERN], "A11"),
            ([VIEW], "A11 D3 A6"),
            ([VIEW, say("P2", ["none"])], "A11 D3 A6"),
            ([say("A11", None, "No worries", raised_by=["none"])], "D3 A6"),
        ],
        left="A11",
        not_applicable={"No risk was found": [VIEW, NO_RISK]},
    ),
    "B4": case(
        shown=[
            ([say("E4", "yes", "You told me each time")], "E4"),
            ([left("E4", state="asked_no_answer")], "E4"),
            ([TOLD], "D6"),
            ([OVERRIDDEN], "D12"),
        ],
        missing=[
            ([], "E4 D6 D12"),
            ([say("E4", "yes")], "E4 D6 D12"),
            ([say("D6", None, "It goes on")], "E4 D6 D12"),
            ([without(OVERRIDDEN, "reaction")], "E4 D6 D12"),
            ([say("E9", "identified_action"), say("E15", ["other"])], "E4 D6 D12"),
            ([say("E15", ["other"]), NO_RISK, STEP], "E4 D6 D12"),
            ([say("E15", ["other"]), NO_RISK, contact("during")], "E4 D6 D12"),
        ],
        left="E4",
        not_applicable={
            "The person died": [DIED],
            "Closed after the first contact, with no action": [NO_RISK, say("E15", ["other"])],
        },
    ),
    "B5": case(
        shown=[
            ([say("E5", "yes", "Always"), say("E14", {"asked": "independent"})], "E5 E14"),
            ([TOLD], "D6"),
        ],
        missing=[
            ([], "E5 D6 E14"),
            ([say("E5", "yes", "Always")], "D6 E14"),
            ([say("E5", "yes", "Always"), say("E14", {"answered": "adult"})], "D6 E14"),
            ([say("E5", "yes"), say("E14", {"asked": "lead"})], "E5 D6"),
            ([say("D6", None, "It goes on")], "E5 D6 E14"),
        ],
        left="E5",
        not_applicable=COULD_NOT_BE_ASKED,
    ),
    "B6": feedback("E6"),
    "B7": feedback("E7"),
    "B8": case(
        shown=[
            ([say("E8", None, "Ring before you come")], "E8"),
            ([say("E8", "nothing", "Nothing")], "E8"),
            ([left("E8", state="asked_no_answer")], "E8"),
        ],
        missing=[([], "E8"), ([say("E8", "nothing")], "E8")],
        left="E8",
        not_applicable=COULD_NOT_BE_ASKED,
    ),
    "B9": case(
        shown=[
            ([say("A1", ["who_and_why"], "With the leaflet")], "A1"),
            ([INFORMED], "A13"),
            ([TOLD], "D6"),
            ([say("E13", None, "Her choir", info="A card with numbers")], "E13"),
            ([say("E15", ["plan_in_place"], summary_given="A letter, large print")], "E15"),
        ],
        missing=[
            ([], "A1 A13 E13 D6 E15"),
            ([say("A1", ["who_and_why"])], "A1 A13 E13 D6 E15"),
            ([say("A1", ["not_yet"], "She was asleep")], "A1 A13 E13 D6 E15"),
            ([say("A13", "no", "No signer came")], "A1 A13 E13 D6 E15"),
            # A plan to bring it is not the giving.
            ([say("E13", None, "Her choir")], "A1 A13 E13 D6 E15"),
            ([say("E15", ["plan_in_place"], "All is well")], "A1 A13 E13 D6 E15"),
            ([say("P12", None, "The leaflet", format=["easy_read"])], "A1 A13 E13 D6 E15"),
        ],
        left="A1",
    ),
    "B10": case(
        shown=[
            ([say("A4", "clear", "You come back on Monday")], "A4"),
            ([say("A4", "partly", "Somebody comes")], "A4"),
            ([say("A4", "not_clear", "No idea"), say("A13", "no", missing="A signer")], "A4 A13"),
            ([say("A4", "not_clear", "No idea"), say("D8", None, "Book a signer")], "A4 D8"),
        ],
        missing=[
            ([], "A4 A13"),
            ([say("A4", "clear")], "A4 A13"),
            # Not clear, and no next step.
            ([say("A4", "not_clear", "No idea")], "A4 A13"),
        ],
        left="A4",
        not_applicable={
            "They cannot communicate; a representative checked": [
                left("A4", state="not_applicable_reason"),
                say("A8", None, "She wants peace", source="representative"),
            ]
        },
    ),
    "B11": case(
        shown=[
            ([say("A9", None, "Her niece", contact_ok="no")], "A9"),
            ([say("A9", "no_one", "Nobody at all")], "A9"),
        ],
        missing=[([], "A9"), ([say("A9", None, "Her niece")], "A9"), ([say("A9", "no_one")], "A9")],
        left="A9",
    ),
    "B12": case(
        shown=[
            ([say("C3", "whole", "In the garden")], "C3"),
            *(
                ([say(field, None, "When he shops"), say("C3", "part")], f"C3 {field}")
                for field in ("C2", "P3", "P5", "A12", "C5")
            ),
            ([say("C3", "no", why_not="He stayed", next_plan="At the day centre")], "C3"),
        ],
        missing=[
            ([say("C3", "whole")], "C3 C2 P5 P3 A12"),
            ([say("P5", None, "When he shops")], "C3"),
            ([say("C3", "no", why_not="He stayed")], "C3"),
            ([say("C3", "no", next_plan="At the day centre")], "C3"),
            ([say("C3", "no"), say("C2", ["family"], "Her son")], "C3"),
        ],
        left="C3",
    ),
    "B13": case(
        shown=[([MOVE, DO_NOTHING], "D2 D2/2")],
        missing=[
            ([], "D2"),
            ([MOVE, say("D2", None, "Stay", view="wants")], "D2"),
            ([DO_NOTHING], "D2"),
            ([say("D12", None, "The school told", basis=["child"])], "D2"),
            ([MOVE, say("D2", None, "Stay", view="wants"), say("D2", "do_nothing")], "D2"),
        ],
        left="D2",
        not_applicable={"Urgent steps to protect life, with the reason noted": [OVERRIDDEN]},
    ),
    "B14": case(
        shown=[
            ([WISH, STEP], "D8"),
            ([WISH, OTHER, STEP, say("D8", None, "A talk", serves=["thread:A8/2"])], "D8 D8/2"),
            ([WISH, say("D8", None, "New lock", serves=["thread:A8"]), TOLD], "D8 D6"),
            ([WISH, OVERRIDDEN], "A8 D12"),
            ([WISH, BEST], "A8 D5"),
            ([WISH, WEIGHED, TOLD], "A8 D4 D6"),
        ],
        missing=[
            ([WISH], "D8 D12 D4 D5"),
            ([WISH, OTHER, STEP], "D8 D12 D4 D5"),
            ([WISH, say("D8", None, "New lock", serves=["safety"])], "D8 D12 D4 D5"),
            # A step, or a reason, that they were never told.
            ([WISH, say("D8", None, "New lock", serves=["thread:A8"])], "D8 D12 D4 D5"),
            ([WISH, WEIGHED], "D8 D12 D5"),
            ([WISH, without(OVERRIDDEN, "reaction")], "D8 D12 D4 D5"),
            ([WISH, without(BEST, "reaction")], "D8 D12 D4 D5"),
        ],
        left="D8",
        not_applicable=NO_WISH,
    ),
    "B15": case(
        shown=[([LACKS, BEST], "D5")],
        missing=[
            ([LACKS], "D5"),
            *(([LACKS, without(BEST, key)], "D5") for key in BEST.parts),
            ([LACKS, replace(BEST, parts={**BEST.parts, "explained_to_person": "no"})], "D5"),
        ],
        left="D5",
        not_applicable={"No decision was made that they lacked capacity for": [PRESUMED]},
    ),
    "B16": case(
        shown=[
            ([STRENGTHS, say("D8", None, "She checks her bank", serves=["strengths"])], "A10 D8")
        ],
        missing=[
            ([], "A10 D8"),
            ([STRENGTHS], "D8"),
            ([STRENGTHS, say("D8", None, "New lock", serves=["safety"])], "D8"),
        ],
        left="A10",
    ),
    "B17": case(
        shown=[
            ([LIVED_WITH], "D3"),
            ([say("D3", "not_settled", "Maybe on Sundays")], "D3"),
            ([MOVE, DO_NOTHING], "D2 D2/2"),
        ],
        missing=[
            ([], "D3 D2"),
            *(([without(LIVED_WITH, key)], "D3 D2") for key in LIVED_WITH.parts),
            ([MOVE, without(DO_NOTHING, "view")], "D3 D2"),
            ([MOVE, say("D2", "do_nothing", view="wants")], "D3 D2"),
            ([MOVE], "D3 D2"),
            ([LACKS], "D3 D2"),
        ],
        left="D3",
        not_applicable={
            "They wanted as little risk as possible": [say("D3", "no")],
            "They lacked capacity for that decision": [LACKS, say("D5", None, "No visits")],
        },
    ),
    "B18": case(
        shown=[
            ([REFUSED, WHY_NOT], "A20"),
            ([REFUSED, WHY_NOT, say("A16", "withdrawn"), TRIED], "A20 D9"),
        ],
        missing=[
            ([REFUSED], "A20"),
            ([REFUSED, say("A20", None, "No fuss")], "A20"),
            # They said no again, and nothing new was tried.
            ([REFUSED, WHY_NOT, say("A16", "withdrawn")], "D9"),
            ([REFUSED, WHY_NOT, say("A20", None, "I said no")], "D9"),
            ([REFUSED, AGREED], "A20"),
            ([AGREED, say("E15", ["person_did_not_want"])], "A20"),
        ],
        left="A20",
        not_applicable={"Help was not refused": [AGREED]},
    ),
    "B19": case(
        shown=[
            ([say("A17", ["agreed"], "Her GP, about the bruises")], "A17"),
            ([say("D7", None, "The GP, bruises", contribution="Saw her that day")], "D7"),
        ],
        missing=[
            ([], "A17 D7"),
            ([say("A17", ["agreed"])], "A17 D7"),
            ([say("A17", ["not_shared"], "She asked me not to")], "A17 D7"),
            ([say("D7", None, "The GP, bruises")], "A17 D7"),
        ],
        left="D7",
        not_applicable={
            "Nobody else was involved, with the reason noted": [
                left("D7", state="not_applicable_reason")
            ]
        },
    ),
    "B20": case(
        shown=[
            ([PRESUMED, CONSENT, FREE, INFORMED], "A14 A15 A12 A13"),
            ([say("P8", "none"), PRESUMED, CONSENT, FREE, INFORMED], "A14 A15 A12 A13"),
            ([say("A14", ALL_YES), CONSENT, FREE, INFORMED], "A14 A15 A12 A13"),
            ([say("P8", "doubt"), CAN, CONSENT, FREE, INFORMED], "A14 A15 A12 A13"),
            ([LACKS, say("A15", ["no_capacity"]), FREE, INFORMED], "A14 A15 A12 A13"),
        ],
        missing=[
            ([], "A15 A14 A12 A13"),
            ([PRESUMED, FREE, INFORMED], "A15"),
            ([say("A14", {}, conclusion="has"), CONSENT, FREE, INFORMED], "A14"),
            ([say("P8", "doubt"), PRESUMED, CONSENT, FREE, INFORMED], "A14"),
            ([say("P8", "doubt"), say("A14", ALL_YES), CONSENT, FREE, INFORMED], "A14"),
            ([say("A14", {**ALL_YES, "retain": "unclear"}), CONSENT, FREE, INFORMED], "A14"),
            ([CAN, CONSENT, INFORMED], "A12"),
            ([CAN, CONSENT, FREE], "A13"),
            ([say("A14", ONE_NO, "Lost the thread"), CONSENT, FREE, INFORMED], "A14"),
            ([say("A14", {"retain": "yes"}, "Recalled it"), CONSENT, FREE, INFORMED], "A14"),
            # Another decision has its own consent.
            ([CAN, say("A14", ALL_YES, decision="money"), CONSENT, FREE, INFORMED], "A15"),
        ],
        left="A15",
    ),
    "B21": case(
        shown=[
            ([say("P4", None, "Her nurse, at home", reason="She knows her")], "P4"),
            ([TRIED], "D9"),
        ],
        missing=[
            ([], "P4 D9"),
            ([say("P4", None, "Her nurse, at home")], "P4 D9"),
            ([say("P2", ["police"])], "P4 D9"),
        ],
        left="P4",
        not_applicable={"First contact was in an emergency": [EMERGENCY]},
    ),
    "B22": case(
        shown=[
            ([NO_DIFFICULTY, say("A18", "not_needed")], "P9 A18"),
            ([say("P9", ALL_NO), say("A18", "declined", "I speak for myself")], "P9 A18"),
            (
                [say("P9", ONE_NO, appropriate_person="Her niece"), say("A18", "offered")],
                "P9 A18",
            ),
            ([NO_DIFFICULTY, LACKS, say("A18", "imca", "For the money")], "P9 A18"),
            (
                [NO_DIFFICULTY, LACKS, say("A18", "not_needed", "No IMCA: her niece helps")],
                "P9 A18",
            ),
        ],
        missing=[
            ([], "A18 P9"),
            ([NO_DIFFICULTY], "A18"),
            ([say("P9", {"retain": "no"}, "Recalls it"), say("A18", "accepted")], "P9"),
            ([say("P9", ALL_NO), say("A18", "accepted")], "A18 P9"),
            ([NO_DIFFICULTY, LACKS, say("A18", "accepted", "Her niece asked")], "A18"),
        ],
        left="A18",
    ),
    "B23": case(
        shown=[
            ([WISH, say("D1", "unchanged", "Just my key", thread="A8")], "D1"),
            ([WISH, say("D1", "changed", "A lock too", thread="A8"), RATED], "D1"),
        ],
        missing=[
            ([], "D1"),
            ([WISH, say("D1", "unchanged", thread="A8")], "D1"),
            ([WISH, RATED, say("D1", "unchanged", "Just my key", thread="A8")], "D1"),
            ([ADDED, WISH], "D1"),
            (
                [WISH, say("D1", "unchanged", thread="A8"), contact("start"), contact("end", 3)],
                "D1",
            ),
            ([WISH, contact("start"), contact("during", 9), contact("end", 20)], "D1"),
            ([WISH, contact("start"), contact("end", 30)], "D1"),
        ],
        left="D1",
        not_applicable={"Seen once, then closed": [WISH, contact("start"), contact("end", 3)]},
    ),
    "B24": case(
        shown=[
            ([say("A19", None, "A quiet house", said_back="It can be")], "A19"),
            ([say("D10", None, "I sing again", said_back="You do")], "D10"),
        ],
        missing=[
            ([], "A19 D10"),
            ([say("A19", None, "A quiet house")], "A19 D10"),
            ([say("D10", None, "I sing again")], "A19 D10"),
            ([say("P2", ["police"])], "A19 D10"),
            ([EMERGENCY, WISH, say("D1", "unchanged", thread="A8")], "A19 D10"),
        ],
        left="A19",
        not_applicable=CRISIS,
    ),
    "B25": case(
        shown=[
            ([say("C4", ["signer"], "She signs at home")], "C4"),
            ([say("P6", ["time"], "Tired after noon")], "P6"),
            ([say("P4", None, "Her nurse", reason="She knows her")], "P4"),
            ([TRIED], "D9"),
            ([say("D11", "yes", support="At her own table")], "D11"),
        ],
        missing=[
            ([], "C4 P6 P4 D9 D11"),
            ([say("C4", ["signer"])], "C4 P6 P4 D9 D11"),
            ([say("C4", ["none_needed"])], "C4 P6 P4 D9 D11"),
            ([say("P6", ["none_known"], "Talks freely")], "C4 P6 P4 D9 D11"),
            ([say("P4", None, "Her nurse")], "C4 P6 P4 D9 D11"),
            ([say("D11", "yes", "In May")], "C4 P6 P4 D9 D11"),
        ],
        left="C4",
        not_applicable={
            "The ordinary way fits them": [say("C4", ["none_needed"], "Just talk, she said")]
        },
    ),
    "B26": case(
        shown=[
            ([say("D10", None, "I raised five", said_back="That took strength")], "D10"),
            ([say("A5", None, "My girls"), say("A19", None, "Peace", said_back="Yes")], "A5 A19"),
        ],
        missing=[
            ([], "D10 A5"),
            ([say("D10", None, "I raised five")], "D10 A5"),
            ([say("A5", None, "My girls")], "D10"),
            ([say("A5", None, "My girls"), say("A19", None, "Peace")], "D10"),
            ([say("P2", ["police"])], "D10 A5"),
            ([EMERGENCY, WISH, say("D1", "unchanged", thread="A8")], "D10 A5"),
        ],
        left="D10",
        not_applicable=CRISIS,
    ),
}

LEICESTERSHIRE = {
    "L1": case(
        shown=[
            ([ASKED, WISH], "A7 A8"),
            ([say("A7", "asked_expressed", "Over tea")], "A7"),
            ([NAMED_NOTHING], "A7"),
            ([left("A7", state="asked_no_answer")], "A7"),
        ],
        missing=[([], "A7"), ([ASKED], "A7"), ([say("A7", "dont_know", "No note of it")], "A7")],
        left="A7",
    ),
    "L2": case(
        shown=[([WISH, OTHER], "A8 A8/2"), ([NAMED_NOTHING, ADDED], "D1")],
        missing=[([], "A8 D1"), ([ASKED], "A8 D1")],
        left="A8",
        not_applicable=NO_WISH,
    ),
    "L3": case(
        shown=[
            ([say("A4", "clear", "You come on Monday"), PRESUMED], "A4 A14"),
            ([say("A14", {}, "Quick and clear", conclusion="presumed")], "A14"),
            ([say("P8", "none"), say("A14", {}, "Clear", conclusion="presumed")], "A14"),
            ([say("P8", "doubt"), CAN], "A14"),
            ([LACKS, BEST], "A14 D5"),
            ([say("A14", ONE_NO, "Lost it", conclusion="lacks"), BEST], "A14 D5"),
        ],
        missing=[
            ([], "A14 D5"),
            ([PRESUMED], "A14 D5"),
            ([say("P8", "doubt"), say("A14", {}, "Clear", conclusion="presumed")], "A14 D5"),
            ([LACKS], "A14 D5"),
            ([say("A14", ONE_NO, conclusion="lacks"), BEST], "A14"),
            ([say("D5", None, "No visits")], "A14"),
            ([say("A14", {"retain": "yes"}, "Recalled it")], "A14 D5"),
        ],
        left="A14",
    ),
    "L4": case(
        shown=[([NO_DIFFICULTY, say("A18", "not_needed")], "P9 A18")],
        missing=[
            ([], "A18 P9"),
            ([NO_DIFFICULTY], "A18"),
            ([say("A18", "accepted", "Yes")], "P9"),
            ([say("P9", {"retain": "no"}), say("A18", "accepted", "Yes")], "P9"),
        ],
        left="A18",
    ),
    "L5": case(
        shown=[
            ([say("A11", None, "No worries", raised_by=["none"])], "A11"),
            *(
                (
                    [WISH, say("A11", None, "It is", raised_by=["thread:A8"]), met],
                    f"A11 {met.field}",
                )
                for met in (STEP, MOVE, say("D3", "not_settled", "Maybe"))
            ),
        ],
        missing=[
            ([], "A11 D3 D2"),
            ([VIEW], "A11 D3 D2"),
            ([VIEW, STEP], "A11"),
            ([WISH, say("A11", None, "It is", raised_by=["thread:A8"])], "A11 D3 D2"),
        ],
        left="A11",
    ),
    "L6": case(
        shown=[([say("D7", None, "The GP", msp_seen="no", example="Spoke to her son")], "D7")],
        missing=[
            ([], "D7"),
            ([say("D7", None, "The GP", msp_seen="yes")], "D7"),
            ([say("D7", None, "The GP", example="Spoke to her son")], "D7"),
        ],
        left="D7",
        not_applicable={
            "Nobody else was involved, with the reason noted": [
                left("D7", state="not_applicable_reason")
            ]
        },
    ),
    "L7": case(
        shown=[([say("A3", None, "Every step", frequency="weekly"), TOLD], "A3 D6")],
        missing=[([], "D6 A3"), ([TOLD], "A3"), ([say("A3", None, "Every step")], "D6")],
        left="D6",
    ),
    "L8": case(
        shown=[
            ([WISH, RATED], "E2"),
            ([WISH, say("E2", "fully", "My key!", thread="A8")], "E2"),
            ([WISH, say("E2", "not", thread="A8", reason="He lost it")], "E2"),
        ],
        missing=[
            ([WISH], "E2"),
            ([WISH, say("E2", "fully", thread="A8")], "E2"),
            ([WISH, say("E2", "not", thread="A8")], "E2"),
            ([WISH, OTHER, RATED], "E2"),
        ],
        left="E2",
        not_applicable={
            **NO_WISH,
            "They took every wish back": [WISH, DROPPED],
            "The person died": [WISH, DIED],
        },
    ),
}

LGA = {
    "F1": case(
        shown=[
            ([ASKED, WISH], "A7 A8"),
            ([ASKED, ADDED], "A7 D1"),
            ([NAMED_NOTHING], "A7"),
            ([left("A7", state="asked_no_answer")], "A7"),
        ],
        missing=[([], "A7"), ([ASKED], "A7"), ([say("A7", "dont_know", "No note of it")], "A7")],
        left="A7",
    ),
    "F2": case(
        shown=[
            ([WISH, RATED], "E2"),
            ([WISH, say("E2", "fully", thread="A8"), say("E3", "fully", "At last")], "E2 E3"),
        ],
        missing=[([WISH], "E2 E3"), ([WISH, say("E2", "fully", thread="A8")], "E2 E3")],
        left="E2",
        not_applicable={**NO_WISH, "They took every wish back": [WISH, DROPPED]},
    ),
    "F3": case(
        shown=[([say("E10", "remained", reason="Her choice")], "E10")],
        missing=[([], "E10"), ([say("E10", "removed")], "E10")],
        left="E10",
        not_applicable={"No risk was found": [NO_RISK]},
    ),
    "F4": feedback("E5"),
    "F5": feedback("E4"),
    "F6": feedback("E6"),
    "F7": feedback("E7"),
}
CASES = {"bradford": BRADFORD, "leicestershire": LEICESTERSHIRE, "lga": LGA}
