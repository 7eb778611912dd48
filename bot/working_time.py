"""Working days. Pure."""
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


def working_days_after(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same time of day, so many working days later in a time zone."""
    local = moment.astimezone(zone)
    while days:
        local += timedelta(days=1)
        days -= local.weekday() < 5
    return local.astimezone(moment.tzinfo)
