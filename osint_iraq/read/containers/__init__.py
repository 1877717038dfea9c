"""What lies in a file: archives, web archives, tables and pages, opened as streams."""
