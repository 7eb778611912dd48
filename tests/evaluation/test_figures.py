"""The figures of an evaluation, against sums done by hand."""
import pytest

from bot.evaluation.figures import Answer, calibration_error, confusions, f1_by_intent, figures


def answer(expected: str, predicted: str, confidence: float = 1.0, answered: bool = True, milliseconds: float = 1, text: str = "x") -> Answer:
    return Answer(text=text, expected=expected, predicted=predicted, confidence=confidence, answered=answered, seconds=milliseconds / 1000)


FOUR = [answer("a", "a"), answer("a", "b", text="wrong"), answer("b", "b"), answer("c", "b", answered=False)]


def test_accuracy_is_the_share_that_was_understood():
    assert figures(FOUR)["accuracy"] == 0.5 and figures(FOUR)["lines"] == 4


def test_accuracy_on_what_is_answered_leaves_the_rest_out():
    found = figures(FOUR)
    assert found["answered"] == 0.75 and found["accuracy_answered"] == pytest.approx(2 / 3)


def test_f1_is_the_mean_of_precision_and_recall_of_each_expected_intent():
    assert f1_by_intent(FOUR) == {"a": pytest.approx(2 / 3), "b": 0.5, "c": 0.0}
    assert figures(FOUR)["macro_f1"] == pytest.approx((2 / 3 + 0.5 + 0) / 3)


def test_an_intent_that_no_line_expects_has_no_f1():
    assert f1_by_intent([answer("a", "z")]) == {"a": 0.0}


def test_when_nothing_is_answered_there_is_no_accuracy_on_it():
    found = figures([answer("a", "a", answered=False)])
    assert found["accuracy_answered"] is None and found["answered"] == 0


@pytest.mark.parametrize("answers, error", [
    ([answer("a", "a", 1.0)], 0.0), ([answer("a", "b", 1.0)], 1.0), ([answer("a", "b", 0.0)], 0.0),
    ([answer("a", "a", 0.8), answer("a", "b", 0.8)], 0.3), ([answer("a", "a", 0.9), answer("a", "b", 0.1)], 0.1),
    ([answer("a", "a", 0.9), answer("a", "a", 0.9), answer("a", "b", 0.5), answer("a", "b", 0.5)], 0.3),
])
def test_calibration_tells_how_far_confidence_is_from_the_truth(answers: list, error: float):
    assert calibration_error(answers) == pytest.approx(error)


def test_confusions_come_by_their_number_with_an_example():
    answers = [answer("a", "b"), answer("c", "d", text="one"), answer("c", "d", text="two"), answer("a", "a")]
    found = confusions(answers)
    assert [(c["expected"], c["predicted"], c["count"]) for c in found] == [("c", "d", 2), ("a", "b", 1)]
    assert found[0]["example"] in {"one", "two"}


def test_what_is_out_of_scope_is_met_when_nothing_else_is_answered():
    answers = [answer("out_of_scope", "out_of_scope"), answer("out_of_scope", "greet", answered=False), answer("out_of_scope", "greet"),
               answer("greet", "out_of_scope"), answer("greet", "greet", answered=False), answer("greet", "greet"), answer("greet", "abuse")]
    found = figures(answers)
    assert (found["out_of_scope_recall"], found["false_alarms"]) == (pytest.approx(2 / 3), 0.25)


def test_where_nothing_is_out_of_scope_there_are_no_figures_of_it():
    assert figures(FOUR)["out_of_scope_recall"] is None and figures(FOUR)["false_alarms"] is None


def test_times_are_told_in_milliseconds():
    found = figures([answer("a", "a", milliseconds=n) for n in range(1, 102)])
    assert found["parse_p50_ms"] == pytest.approx(51) and found["parse_p95_ms"] == pytest.approx(96)


def test_the_worst_intents_come_first_and_lists_are_short():
    answers = [answer(f"i{n}", f"i{n}" if n % 2 else "other") for n in range(30)]
    found = figures(answers)
    assert len(found["worst_intents"]) == 8 and len(found["confusions"]) == 12
    assert {worst["f1"] for worst in found["worst_intents"]} == {0.0}
