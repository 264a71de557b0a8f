"""Demands and responses: who, what class, and what is left out."""

import pytest

from vigil import codebook
from vigil.extraction.responses import find_demands, find_responses
from vigil.extraction.sentences import split


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("President Nyasha Moyo condemned the killings.", "condemnation"),
        ("The interior minister visited the wounded in hospital.", "visit"),
        ("Prime Minister Lena Holt vowed to find the killers.", "promise"),
        ("The government announced three days of mourning.", "mourning"),
        ("Police cordoned off the square.", "security measures"),
        ("A curfew was imposed in the northern district.", "security measures"),
        ("Police used tear gas on the crowd.", "use of force"),
        ("Troops were deployed in the town.", "deployment"),
        ("The governor ordered an inquiry into the deaths.", "inquiry"),
        ("Detectives arrested two men on Sunday.", "arrest"),
        ("Nine suspects have been arrested.", "arrest"),
        ("The police chief was dismissed.", "dismissal"),
        ("Families of the dead will be compensated, the mayor said.", "promise"),
        ("The governor paid compensation to the families.", "compensation"),
        ("The army denied that any ransom had been paid.", "denial"),
        ("Detectives questioned the driver.", "inquiry"),
        ("The army launched an operation against the rebels.", "operation"),
        ("The government refused to meet the strikers.", "refusal"),
        ("Talks with the delegation of ministers took place.", "negotiation"),
        ("All their demands were accepted.", "concession"),
        ("Nobody from the government had come to the camp.", "absence"),
        ("Kenya sent soldiers to the border.", "deployment"),
    ],
)
def test_class_of_a_response(text, kind):
    assert kind in [c.detail for c in find_responses(split(text))]


@pytest.mark.parametrize(
    "text",
    [
        "The opposition party condemned the killings.",
        "Protesters vowed to stay.",
        "Villagers demanded that the governor visit them.",
        "The president of the club scored twice.",
        "A spokesman for the banned group spoke.",
        "The ELN promised more attacks.",
        "Workers called for compensation for the victims.",
        "",
    ],
)
def test_what_is_no_response(text):
    assert find_responses(split(text)) == []


def test_two_acts_of_one_official_are_two_responses():
    found = find_responses(split("The premier condemned the attack and promised help for the families."))
    assert [c.detail for c in found] == ["condemnation", "promise"]
    assert {c.speaker for c in found} == {"premier"}


def test_pronoun_goes_back_to_the_official():
    found = find_responses(split("Governor Ana Prado spoke on television. She promised swift action."))
    assert [(c.detail, c.speaker) for c in found] == [("promise", "Governor Ana Prado")]


def test_speaker_with_title_and_name():
    (claim,) = find_responses(split("Interior Minister Pavel Novak condemned the bombing."))
    assert claim.speaker == "Interior Minister Pavel Novak"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Students demanded the release of their leaders.", "release"),
        ("Relatives refused to bury the dead until the killers are arrested.", "arrest"),
        ("Thousands marched to demand the resignation of the mayor.", "dismissal of government"),
        ("Residents called for better protection of the market.", "protection"),
        ("The union wants compensation for the widows.", "compensation"),
        ("Clerics asked for an independent inquiry.", "inquiry"),
        ("Mourners insisted on army control of the town.", "military deployment"),
        ("Their demands included a new electoral law.", "legal change"),
        ("Protesters urged that the culprits be brought to justice.", "prosecution"),
    ],
)
def test_class_of_a_demand(text, kind):
    assert kind in [c.detail for c in find_demands(split(text))]


@pytest.mark.parametrize(
    "text",
    [
        "Demand for oil fell.",
        "Police asked the public for help.",
        "He wanted to live in peace.",
        "All demands were accepted.",
        "The detective asked for information about the car.",
        "She called her brother on Sunday.",
        "",
    ],
)
def test_what_is_no_demand(text):
    assert find_demands(split(text)) == []


def test_a_list_of_demands_is_cut_into_its_items():
    found = find_demands(
        split("The strikers demand the release of the miners, compensation for the families and an inquiry.")
    )
    assert [c.value for c in found] == [
        "the release of the miners",
        "compensation for the families",
        "an inquiry",
    ]
    assert {c.speaker for c in found} == {"The strikers"}


def test_the_codebook_names_all_classes_once():
    data = codebook.load("responses")
    assert len(data["responses"]) == len(set(data["responses"]))
    assert set(codebook.load("demands")["classes"]) >= {
        "protection",
        "military deployment",
        "dismissal of government",
        "arrest",
        "prosecution",
    }


def test_what_a_clause_tells_of_other_cases_is_no_response() -> None:
    text = "The court, which has taken notice of other killings and of other cases, has remained silent on the bombing."
    assert [c.detail for c in find_responses(split(text))] == ["absence"]


def test_promises_that_came_to_nothing_are_told_as_promises() -> None:
    text = "Families at the sit-in said that earlier promises had led to nothing."
    assert "promise" in [c.detail for c in find_responses(split(text))]


@pytest.mark.parametrize(
    "text",
    [
        "Officer charged in shooting of a baker",
        "A judge freed the man, who had been arrested a week before.",
    ],
)
def test_what_is_done_to_somebody_is_no_act_of_theirs(text: str) -> None:
    assert not [c for c in find_responses(split(text)) if c.detail in ("charge", "arrest")]
