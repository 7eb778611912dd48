"""The pipeline's components, each on a message."""
from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.aspects import AspectSelector
from bot.nlu.classifier import SupportIntentClassifier
from bot.nlu.extractor import SupportEntityExtractor
from bot.nlu.normaliser import NORMAL_TEXT, Normaliser
from bot.nlu.tokenizer import MixedTokenizer

CONTEXT = ExecutionContext(GraphSchema({}))
DATA = [("付款失败", "failed_payment"), ("付不了款", "failed_payment"), ("支付转圈", "failed_payment"), ("为什么冻结", "account_freeze/why"),
        ("冻结原因", "account_freeze/why"), ("怎么解冻", "account_freeze/unfreeze"), ("解冻要什么材料", "account_freeze/unfreeze")]


def messages(*texts: str) -> List[Message]:
    return Normaliser().process([Message.build(text=text) for text in texts])


def training_data() -> TrainingData:
    return Normaliser().process_training_data(TrainingData([Message.build(text=text, intent=intent) for text, intent in DATA]))


def test_the_normaliser_folds_script_and_case_and_leaves_the_text_as_typed():
    message = messages("我的帳戶被凍結了ＡＢＣ")[0]
    assert message.get(NORMAL_TEXT) == "我的帐户被冻结了abc"
    assert message.get("text") == "我的帳戶被凍結了ＡＢＣ"


def test_a_full_width_slash_never_becomes_a_command():
    message = messages("／restart")[0]
    assert message.get("text") == "／restart" and not message.get(NORMAL_TEXT).startswith("/")


def test_tokens_keep_their_places_in_the_text():
    config: Dict[str, Any] = MixedTokenizer.get_default_config()
    tokens = MixedTokenizer(config).tokenize(messages("付款 failed了")[0], "text")
    assert [(token.text, token.start) for token in tokens] == [("付", 0), ("款", 1), ("failed", 3), ("了", 9)]


def test_the_classifier_answers_the_same_after_it_was_stored(tmp_path):
    storage, resource = LocalModelStorage(tmp_path), Resource("classifier")
    config = SupportIntentClassifier.get_default_config()
    trained = SupportIntentClassifier.create(config, storage, resource, CONTEXT)
    trained.train(training_data())
    loaded = SupportIntentClassifier.load(config, storage, resource, CONTEXT)
    for classifier in (trained, loaded):
        message = classifier.process(messages("付款一直转圈"))[0]
        assert message.get("intent")["name"] == "failed_payment"
        assert [guess["name"] for guess in message.get("intent_ranking")] == ["failed_payment", "account_freeze"]


def test_the_aspect_of_an_intent_is_told_in_rasas_own_form(tmp_path):
    storage, resource = LocalModelStorage(tmp_path), Resource("aspects")
    AspectSelector.create({}, storage, resource, CONTEXT).train(training_data())
    selector = AspectSelector.load({}, storage, resource, CONTEXT)
    message = messages("怎么才能解冻")[0]
    message.set("intent_ranking", [{"name": "account_freeze", "confidence": 0.9}])
    selected = selector.process([message])[0].get("response_selector")
    assert selected["account_freeze"]["response"]["utter_action"] == "utter_account_freeze/unfreeze"


def test_a_model_without_any_aspect_is_stored_and_read_all_the_same(tmp_path):
    storage, resource = LocalModelStorage(tmp_path), Resource("aspects")
    plain = TrainingData([line for line in training_data().training_examples if line.get("intent") == "failed_payment"])
    AspectSelector.create({}, storage, resource, CONTEXT).train(plain)
    assert any((tmp_path / "aspects").iterdir()), "what is empty does not reach the archive"
    selector = AspectSelector.load({}, storage, resource, CONTEXT)
    assert selector.process(messages("付款失败"))[0].get("response_selector") == {"all_retrieval_intents": []}


def test_entities_carry_exact_values():
    found = SupportEntityExtractor().process(messages("T2026110312345678 扣了５０元"))[0].get("entities")
    assert [(e["entity"], e["value"]) for e in found] == [("transaction_id", "T2026110312345678"), ("amount", {"value": "50", "currency": "CNY"})]
