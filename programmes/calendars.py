"""What a calendar is told: iCalendar messages and feeds. Pure."""
