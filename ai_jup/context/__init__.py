"""What would be sent for a request, and what of it is too large."""
