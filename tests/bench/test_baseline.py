"""The short form of the comparison: of a few hundred lines our model learns more than a plain TF-IDF machine does."""
from pathlib import Path

from bench.lines import read_training_data, read_tsv, some
from bench.pipelines import Plain, pipeline
from bot.evaluation.figures import share
from bot.nlu.linear import LinearModel
from bot.nlu.normaliser import normal

INTENTS = ("failed_payment", "duplicate_charge", "unrecognised_deduction", "refund_status", "money_not_arrived", "withdrawal_problem", "topup_problem",
           "account_freeze", "freeze_request", "account_compromised", "fraud", "file_complaint")


def test_of_forty_lines_an_intent_ours_reads_a_seventh_fewer_wrong_than_plain_tfidf():
    known = some([line for line in read_training_data() if line.intent in INTENTS], 40)
    unseen = [line for language in ("zh", "en") for line in read_tsv(Path(f"tests/nlu/dev.{language}.tsv")) if line.intent in INTENTS]
    plain, ours = pipeline("tfidf-svm"), LinearModel.train([normal(line.text) for line in known], [line.intent for line in known])
    assert isinstance(plain, Plain)
    plain.learn(known, Path())
    chances = ours.probabilities([normal(line.text) for line in unseen])
    wrong = share(ours.labels[int(row.argmax())] != line.intent for row, line in zip(chances, unseen, strict=True))
    wrong_plain = share(plain.ranking(line.text)[0] != line.intent for line in unseen)
    assert wrong is not None and wrong_plain is not None and wrong <= 6 / 7 * wrong_plain, (wrong, wrong_plain)
