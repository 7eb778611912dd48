"""The chat process starts, understands and answers without TensorFlow, and says so where something needs it.

Every test that talks to the real server runs without it, too.
"""
import os
import subprocess
import sys

import pytest

_INSTALLED = "from bot.dialogue import without_tensorflow; without_tensorflow.install(); import bot.channels.server; without_tensorflow.seal(); import sys\n"


def run(code: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
    return subprocess.run([sys.executable, "-W", "ignore", "-c", _INSTALLED + code], capture_output=True, text=True, env=environment)


def test_the_server_is_imported_without_it():
    done = run("print([name for name in sys.modules if name.startswith('tensorflow.python')], 'rasa.nlu.classifiers.diet_classifier' in sys.modules)")
    assert done.stdout.strip() == "[] True", done.stderr


@pytest.mark.parametrize("code", [
    "from rasa.nlu.classifiers.diet_classifier import DIET; DIET.__new__(DIET)",
    "import tensorflow as tf; tf.constant(1)",
    "import tensorflow as tf; tf.keras.layers.Dense(8)",
    "from rasa.utils.tensorflow.layers import SparseDropout; SparseDropout(0.1)"])
def test_whatever_needs_it_is_told_what_to_do(code: str):
    done = run(code)
    assert done.returncode == 1 and "ModuleNotFoundError: this process runs without TensorFlow" in done.stderr and "WITH_TENSORFLOW=true" in done.stderr


def test_it_cannot_be_kept_out_once_it_is_there():
    done = subprocess.run([sys.executable, "-c", "import sys; sys.modules['tensorflow'] = sys; from bot.dialogue import without_tensorflow as w; w.install()"],
                          capture_output=True, text=True)
    assert "ImportError: TensorFlow is loaded already" in done.stderr
