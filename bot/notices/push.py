"""Messages in the wallet's app, by the company's own receiver at PUSH_URL."""
from bot.notices import webhook
from bot.notices.deliveries import Job
from bot.notices.rendering import push_title, short
from bot.settings import settings


def send(job: Job, address: str) -> None:
    """Hand one message for a customer's app over; it says that there is news, never which."""
    webhook.post(settings().push_url, job.known_by, {
        "type": "push", "customer": address, "title": push_title(job.language), "text": short(job), "number": job.subject,
        "locale": job.language.tag, "created_at": job.created_at.isoformat()})
