"""`python -m bot.attachments.cleaning MEDIA_TYPE`: rebuilds one file, from standard input to standard output.

A process of its own, with little memory and time and no environment: what the decoders read comes
from anybody, and whatever a file does to them ends here and not in the process that serves everybody.
The answer is one line of JSON, `{"media_type", "width", "height"}` or `{"refused": code}`, and the bytes.
"""
import json
import resource
import sys
from typing import Any, Dict, Tuple

from bot.attachments import documents, pictures
from bot.errors import InvalidInput

_MEMORY_BYTES = 1024**3
_CPU_SECONDS = 20


def main() -> None:
    """Rebuild the file; what cannot be read is refused as broken, whatever the decoder tripped over."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    try:
        told, content = _rebuilt(sys.stdin.buffer.read(), sys.argv[1])
    except InvalidInput as refusal:
        told, content = {"refused": refusal.code}, b""
    except Exception:
        told, content = {"refused": "attachment_broken"}, b""
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + content)


def _rebuilt(content: bytes, media_type: str) -> Tuple[Dict[str, Any], bytes]:
    if media_type == "application/pdf":
        return {"media_type": media_type, "width": None, "height": None}, documents.rebuild(content)
    clean, kept_as, width, height = pictures.rebuild(content, media_type)
    return {"media_type": kept_as, "width": width, "height": height}, clean


if __name__ == "__main__":
    main()
