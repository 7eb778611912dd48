"""Customers' names put into rows, after the database has let go of them."""
from typing import Any, Dict, List

from sanic.request import Request

from bot.desk.names import Names


async def with_names(request: Request, rows: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """The rows, each customer with her name where the wallet tells it."""
    names: Names = request.app.ctx.names
    found = await names.of(row["customer"]["id"] for row in rows if row["customer"])
    return [{**row, "customer": {**row["customer"], "name": found[row["customer"]["id"]]}} if row["customer"] else row for row in rows]
