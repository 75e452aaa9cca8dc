"""The Streamlit application: inboxes, cases, deadlines. It speaks HTTP to the API as the signed-in person."""
