"""How a complaint is taken down: what is asked, and what each answer means. Pure.

Knows no dialogue engine: an action hands in a turn and what is known (`reading.read`), and gets back what to note,
what to say is wrong, or that the turn was about something else.
"""
