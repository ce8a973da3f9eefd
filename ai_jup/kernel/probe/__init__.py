"""What runs in the user's kernel: sent there as source, and run as a package of its own, never in the user's names.

Only the standard library, from Python 3.8 on; what the user has loaded (pandas, IPython, ...) is found by looks, never
imported. `entry` is the way in.
"""
