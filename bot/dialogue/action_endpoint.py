"""Custom actions in the chat process.

Rasa calls them over HTTP (rasa/core/actions/action.py:766): a second process, a hop for every
action, and a port without authentication. Here the SDK's executor is called directly.
"""
import json
from typing import Any, Dict, Optional, Text

from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from bot.dialogue.interruption import through_rasa
from bot.metrics.measures import Phase, phase


class InProcessActionEndpoint(EndpointConfig):
    """An action endpoint that runs the actions of a package, named and not imported here."""

    def __init__(self, package: Text) -> None:
        super().__init__(url=f"in-process:{package}")
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(self, method: Text = "post", subpath: Optional[Text] = None,
                      content_type: Optional[Text] = "application/json", compress: bool = False,
                      **kwargs: Any) -> Optional[Any]:
        """Run the action; an action that rejects to run is told as the SDK's server tells it (400)."""
        call: Dict[Text, Any] = kwargs["json"]
        try:
            with through_rasa(), phase(Phase.ACTION):
                return await self._executor.run(call)
        except ActionExecutionRejection as rejection:
            told = {"error": rejection.message, "action_name": rejection.action_name}
            raise ClientResponseError(400, "rejected", json.dumps(told)) from rejection
        except ActionNotFoundException as missing:
            raise ClientResponseError(404, "not found", json.dumps({"error": missing.message})) from missing
