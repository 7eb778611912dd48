"""What is made once, when it is needed first, is made before there is a customer: for some of it the event loop stands still for a tenth of a second."""
from rasa.core.agent import Agent
from sqlalchemy.orm import configure_mappers

from bot import texts
from bot.channels.routes import openapi

# One of each kind that is read by tables of its own: characters, English, pinyin, dates, sums and telephone numbers.
_LINES = ("你好，昨天下午三点付了500元，电话13812345678", "hello, I paid $35.20 on 3 May, call +44 20 7946 0958", "ni hao")


async def make(agent: Agent) -> None:
    """Read a line of each kind and every file of texts, and let SQLAlchemy find out how our tables belong together."""
    configure_mappers()
    for line in _LINES:
        await agent.parse_message(line)
    texts.load()
    openapi.document()
