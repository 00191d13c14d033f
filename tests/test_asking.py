"""What a passage says of one thing is no answer to a question about another beside it."""

import pytest
from conftest import answers_to

TEXTS = {
    "valves.md": "# Valves\n\nThe valve V-110 weighs 9 kg. Its seat is of brass. The valve V-120 "
    "was built in Turku by Eino Salo in 1991.\n\nThe valve V-130 needs 3 grams of grease.\n",
    "mill.txt": "The mill sold 700 tonnes of flour in 2016. In 2018 the mill employed 45 people.",
    "towns.txt": "Porvoo lies by the river. The mayor of Turku is Aino Korhonen. "
    "The harbour of Hanko was opened in 1829.",
    "screws.md": "# Screws\n\n| Part | Price | Stock |\n|---|---|---|\n| Screw S4 | 0.10 | 900 |\n"
    "| Screw S6 | 0.20 | 400 |\n| Washer S4 | 0.03 | 70 |\n",
}
# A question, and what its answer has; nothing: there is none.
ASKED = [
    ("How much does the valve V-110 weigh?", "9 kg"),
    ("How much does the valve V-120 weigh?", None),
    ("How much does the V-130 weigh?", None),
    ("How much does the V-140 weigh?", None),
    ("Who built the valve V-120?", "Eino Salo"),
    ("Who built the valve V-110?", None),
    ("Where was the V-130 built?", None),
    ("How much grease does the V-130 need?", "3 grams"),
    ("How much grease does the V-110 need?", None),
    ("How much flour did the mill sell in 2016?", "700 tonnes"),
    ("How much flour did the mill sell in 2018?", None),
    ("How many people did the mill employ in 2018?", "45"),
    ("How many people did the mill employ in 2016?", None),
    ("Who is the mayor of Turku?", "Korhonen"),
    ("Who is the mayor of Porvoo?", None),
    ("What is the price of Screw S6?", "0.20"),
    ("What is the price of Screw S8?", None),
    ("What is the price of Washer S6?", None),
]


# A thing is named once and then "it": what is said of it stands in sentences without its name.
NAMED_ONCE = {
    "ferry.md": "# The ferry\n\nThe Aurelia is a ferry on Lake Tessin. "
    "She was built in Genoa in 1931. Her two engines were exchanged in 1978. "
    "She carries 240 passengers and is 52 metres long. "
    "In winter she lies in the harbour of Lugano. The captain is Dario Bianchi.\n",
    "turm.txt": "Der Rabenturm steht am Markt von Aldenhagen. Er wurde 1411 von Hans Kramer "
    "gebaut. Er ist 38 Meter hoch. Seit 1960 gehört er der Stadt.\n",
}
# What another thing is said to be is not quoted first.
NAMED_ONCE |= {
    "corby.txt": "Corby has 900 residents. Harlow lies beside it. It has 1,200 residents.",
    "olsen.txt": "Marta Olsen founded the bakery. Her husband is Erik Lund. He was born in 1951.",
    "lights.md": "# Lights\n\n## Skerry Light\n\nSkerry Light stands on a rock.\n\n"
    "## Bell Light\n\nIt was built in 1901. Its keeper is Tom Reed.\n",
    "orrin.txt": "Lake Orrin is cold. Nobody drowned in Lake Orrin last year. "
    "The islands of Lake Orrin are three.",
    "hellwege.txt": "Das Gut Hellwege liegt an der Wümme. Der Verwalter wohnt im Torhaus. "
    "Das Dach deckte eine Firma aus Celle.",
}
ASKED_OF_IT = [
    ("How many residents has Corby?", "900"),
    ("When was Marta Olsen born?", "not 1951"),
    ("Who is the keeper of Skerry Light?", "Skerry Light"),
    ("How many people drowned in Lake Orrin last year?", "Nobody"),
    ("Wer wohnt im Torhaus von Gut Hellwege?", "Verwalter"),
    ("When was the Aurelia built?", "1931"),
    ("How many passengers does the Aurelia carry?", "240"),
    ("How long is the Aurelia?", "52 metres"),
    ("Where does the Aurelia lie in winter?", "Lugano"),
    ("Who is the captain of the Aurelia?", "Bianchi"),
    ("Wer hat den Rabenturm gebaut?", "Kramer"),
    ("Wie hoch ist der Rabenturm?", "38 Meter"),
]


@pytest.mark.parametrize("model", ["none", "bge-small-en-v1.5", "multilingual-e5-small"])
def test_what_is_named_once_is_answered_where_it_is_said(folder, model):
    wrong = []
    for question, wanted, answer in answers_to(folder, model, NAMED_ONCE, ASKED_OF_IT):
        quoted = [citation["quote"] for citation in answer["citations"]]
        said = (quoted or [""])[0]
        is_right = wanted[4:] not in said if wanted.startswith("not ") else wanted in said
        if not answer["answered"] or not is_right:
            wrong.append((question, wanted, answer["confidence"], quoted))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("model", ["none", "bge-small-en-v1.5"])
def test_what_is_said_of_another_is_no_answer(folder, model):
    wrong = []
    for question, wanted, answer in answers_to(folder, model, TEXTS, ASKED):
        quoted = " ".join(citation["quote"] for citation in answer["citations"])
        is_right = answer["answered"] and wanted in quoted if wanted else not answer["answered"]
        if not is_right:
            wrong.append((question, wanted, answer["confidence"], answer["answer"]))
    assert not wrong, "\n".join(map(str, wrong))
