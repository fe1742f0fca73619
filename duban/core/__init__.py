"""When and who: clock, working days, time-limit phrases, periods, errors, settings. Imports no other room."""
