"""Short messages, by the company's own receiver at SMS_URL."""
from bot.notices import webhook
from bot.notices.deliveries import Job
from bot.notices.rendering import short
from bot.settings import settings


def send(job: Job, address: str) -> None:
    """Hand one short message over; it says that there is news, never which."""
    webhook.post(settings().sms_url, job.known_by, {
        "type": "sms", "to": address, "text": short(job), "number": job.subject, "locale": job.language.tag, "created_at": job.created_at.isoformat()})
