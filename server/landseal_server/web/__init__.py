"""The HTTP side: the API and the phone page."""
