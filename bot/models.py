"""Every table of ours, for migrations."""
from bot.agents import models as agents
from bot.complaints import models as complaints
from bot.conversations import desk_models as desk
from bot.conversations import models as conversations
from bot.db import Base
from bot.notices import models as notices
from bot.satisfaction import models as satisfaction
from bot.suggestions import models as suggestions
from bot.wallet import models as wallet
from bot.webhooks import models as webhooks

__all__ = ["Base", "agents", "complaints", "conversations", "desk", "notices", "satisfaction", "suggestions", "wallet", "webhooks"]
