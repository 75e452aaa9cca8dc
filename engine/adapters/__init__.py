"""The outside world behind one small port each: bank, means check, mail, webhook."""
