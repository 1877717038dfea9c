"""Arabic reports of attacks in Iraq, read into pandas DataFrames of attack events with their words."""
