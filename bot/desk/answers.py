"""What somebody gets who has just come in."""
from sanic.response import HTTPResponse, json

from bot.agents.entrance import Entered
from bot.desk import cookies
from bot.desk.shapes import me_shape
from bot.desk.signed import csrf_of


def entered(found: Entered, status: int = 200) -> HTTPResponse:
    """Who she is, and the cookie of her new sign-in."""
    response = json(me_shape(found.agent, csrf_of(found.token), complete=found.complete), status=status)
    cookies.keep(response, found.token)
    return response
