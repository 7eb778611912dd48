"""The chat process starts, understands and answers without TensorFlow, and says so where something needs it.

Every test that talks to the real server runs without it, too.
"""
import json
import os
import subprocess
import sys

_PROGRAM = """
from bot.dialogue import without_tensorflow
without_tensorflow.install()
import bot.channels.server
without_tensorflow.seal()
import json, sys
import tensorflow as tf
from rasa.nlu.classifiers.diet_classifier import DIET
from rasa.utils.tensorflow.layers import SparseDropout
told = {}
for code in ("DIET.__new__(DIET)", "tf.constant(1)", "tf.keras.layers.Dense(8)", "SparseDropout(0.1)"):
    try:
        exec(code)
    except ModuleNotFoundError as error:
        told[code] = str(error)
print(json.dumps({"loaded": [name for name in sys.modules if name.startswith("tensorflow.python")], "told": told}))
"""


def test_the_server_is_imported_without_it_and_whatever_needs_it_is_told_what_to_do():
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", _PROGRAM], capture_output=True, text=True, env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"})
    found = json.loads(done.stdout or "{}")
    assert found.get("loaded") == [], done.stderr
    assert len(found["told"]) == 4 and all("without TensorFlow" in advice and "WITH_TENSORFLOW=true" in advice for advice in found["told"].values())


def test_it_cannot_be_kept_out_once_it_is_there():
    done = subprocess.run([sys.executable, "-c", "import sys; sys.modules['tensorflow'] = sys; from bot.dialogue import without_tensorflow as w; w.install()"],
                          capture_output=True, text=True)
    assert "ImportError: TensorFlow is loaded already" in done.stderr
