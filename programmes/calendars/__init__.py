"""What calendars are told, and what they answer: iCalendar, without framework or database.

events writes the objects, changes decides what to tell, replies reads what comes back.
"""
