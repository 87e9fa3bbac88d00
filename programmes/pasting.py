"""People pasted from a spreadsheet, read row by row. Pure."""
