"""What only leads to an answer (a heading, a question, "as follows:") is none: what follows is."""

import pytest
from conftest import answers_to

TEXTS = {
    "staff.md": "# Staff handbook\n\n## Maternity leave\n\nMothers may stay at home "
    "for 40 weeks.\n\n"
    "## Parking at the Leeds office\n\nUse the yard behind the mill, spaces 12 to 30.\n\n"
    "## Sabbatical leave\n",
    "faq.md": "# Questions\n\n## How do I reset my password?\n\nOpen the settings and choose "
    "Security. Then press Renew.\n\n## How do I delete my account?\n\nWrite to the desk.\n",
    "toner.txt": "Q: How do I change the toner?\nA: Lift the front flap. Pull the old one out.\n\n"
    "Q: How do I clear a paper jam?\nA: Open the lower tray.\n\nQ: How do I change the drum?\n",
    "shop.html": "<html><body><h1>Shop</h1><h2>How do I return a kettle?</h2><p>Print the label "
    "and bring it to the post office.</p><h2>Can I return a gift card?</h2></body></html>",
    "kettles.csv": "Question,Answer\nHow do I descale the kettle?,"
    "Fill it with vinegar and boil it twice.\nHow do I clean the toaster?,Shake it out.\n",
    "cars.md": "# Cars\n\nThe recommended tyre pressure for the Corsa is:\n\n- front: 2.2 bar\n"
    "- rear: 2.0 bar\n\nThe recommended engine oil for the Corsa is:\n",
    "fares.md": "# Tickets\n\n## Ferry fares to Hanko\n\n| Who | Fare |\n|---|---|\n"
    "| Adults | 12 euros |\n| Children | 5 euros |\n",
    "schule.md": "# Schulordnung\n\n## Wie melde ich mein Kind krank?\n\nRufen Sie vor acht Uhr im "
    "Sekretariat an.\n\n## Öffnungszeiten der Bibliothek\n\n- Montag: 9 bis 12 Uhr\n"
    "- Dienstag: 14 bis 17 Uhr\n",
    "club.md": "# Club\n\n## Fees\n\n- 9 euros\n- 5 euros for pupils\n\n## Rules of the pool\n\n"
    "Only the following may swim after nine in the evening:\n\n1. members of the club\n"
    "2. their guests\n\nDogs stay outside.\n",
    "toc.md": "# Guide\n\n- How do I paint a fence?\n- How do I oil a hinge?\n\n"
    "## How do I paint a fence?\n\nTake two coats of oil paint.\n\n"
    "## How do I oil a hinge?\n\n- Lift the door.\n- Put one drop on the pin.\n",
    "nihon.md": "# 会社案内\n\n## 育児休業の期間\n\n従業員は四十週間まで休むことができる。\n",
}
# A question, and what its answer has; nothing: there is none.
ASKED = [
    ("How long is maternity leave?", "40 weeks"),
    ("Where is parking at the Leeds office?", "behind the mill"),
    ("How long is sabbatical leave?", None),
    ("How do I reset my password?", "Open the settings"),
    ("How do I delete my account?", "Write to the desk"),
    ("How do I change the toner?", "Lift the front flap"),
    ("How do I clear a paper jam?", "Open the lower tray"),
    ("How do I change the drum?", None),
    ("How do I return a kettle?", "Print the label"),
    ("Can I return a gift card?", None),
    ("How do I descale the kettle?", "Question: How do I descale the kettle? | Answer: Fill it"),
    ("What is the recommended tyre pressure for the Corsa?", "front: 2.2 bar"),
    ("What is the recommended engine oil for the Corsa?", None),
    ("What are the ferry fares to Hanko?", "12 euros"),
    ("What are the fees of the club?", "9 euros"),
    ("Who may swim after nine in the evening?", "members of the club"),
    ("How do I paint a fence?", "two coats"),
    ("How do I oil a hinge?", "one drop"),
    ("Wie melde ich mein Kind krank?", "Sekretariat"),
    ("Wann sind die Öffnungszeiten der Bibliothek?", "Montag: 9 bis 12 Uhr"),
    ("育児休業の期間は？", "四十週間"),
]
PUMPS = {
    "pumps.md": "# Pump data\n\n## Pump K-50\n\n| Property | Value |\n|---|---|\n"
    "| Weight | 51 kg |\n| Flow | 90 l/min |\n\n## Pump K-60\n\n"
    "| Property | Value |\n|---|---|\n| Weight | 61 kg |\n"
    "| Head | 70 m |\n",
}
PUMPS_ASKED = [
    ("What is the weight of the pump K-50?", "51 kg"),
    ("What is the weight of the pump K-60?", "61 kg"),
    ("What is the weight of the pump K-70?", None),
    ("What is the flow of the pump K-50?", "90 l/min"),
    ("What is the flow of the pump K-60?", None),
]
UNSPACED = {
    "nagano.txt": "長野市の市長は田中一郎である。",
    "bridge.txt": "宝带桥长317米，有53个桥孔。",
    "jeonju.txt": "전주시의 시장은 김철수이다.",
}
UNSPACED_ASKED = [
    ("長野市の市長は誰ですか？", "田中一郎"),
    ("宝带桥长多少米？", "317"),
    ("전주시의 시장은 누구인가?", "김철수"),
    ("松本市の市長は誰ですか？", None),
    ("赵州桥长多少米？", None),
    ("군산시의 시장은 누구인가?", None),
]


def ask_all(folder, model, texts, asked):
    """Asks, and names what is not answered as it should be."""
    wrong = []
    for question, wanted, answer in answers_to(folder, model, texts, asked):
        quoted = " ".join(citation["quote"] for citation in answer["citations"])
        is_right = answer["answered"] and wanted in quoted if wanted else not answer["answered"]
        if any(citation["supported"] != "supported" for citation in answer["citations"]):
            is_right = False
        if not is_right:
            wrong.append((question, wanted, answer["confidence"], answer["answer"]))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("model", ["none", "all-MiniLM-L6-v2"])
def test_what_leads_to_an_answer_is_none(folder, model):
    # A model of English alone places no other language.
    asked = [a for a in ASKED if model == "none" or a[0].isascii()]
    ask_all(folder, model, TEXTS, asked)


@pytest.mark.parametrize("model", ["none", "all-MiniLM-L6-v2"])
def test_a_row_stands_under_its_heading(folder, model):
    ask_all(folder, model, PUMPS, PUMPS_ASKED)


def test_scripts_without_spaces_are_answered_by_their_words(folder):
    ask_all(folder, "none", UNSPACED, UNSPACED_ASKED)
