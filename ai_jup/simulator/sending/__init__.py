"""A reply on its way to the client, at its pace, with the faults that a script asks for."""
