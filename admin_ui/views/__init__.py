"""The pages: each reads what the API says, shows it, and calls the client."""
