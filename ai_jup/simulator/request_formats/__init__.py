"""The providers' requests, each read into one common view."""
