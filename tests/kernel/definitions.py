"""What the tests' notebook defines in its kernel."""

CELL = '''
import asyncio, datetime, os, subprocess, sys, threading, time
import matplotlib.pyplot as plt
import pandas as pd
if pd.__version__ < "3": pd.set_option("future.infer_string", True)  # as 3 does it
df = pd.DataFrame({"price": [1.0, None], "name": ["a", "b"]})
cfg = {"lr": 0.1}
rows = [1, 2, 3]
class Bad:
    def __repr__(self): raise ValueError("no repr")
    @property
    def fails(self): raise AttributeError("inner")
    @property
    def spins(self):
        while True: pass
    @property
    def sleeps(self): time.sleep(60)
    @property
    def leaves(self): raise SystemExit
    @property
    def prints(self):
        print("canary"); return 1
class Hangs:
    def __repr__(self): time.sleep(60)
class Leaves:
    def __repr__(self): raise SystemExit
class Interrupts:
    def __repr__(self): raise KeyboardInterrupt("its own")
bad, hangs, leaving, interrupting = Bad(), Hangs(), Leaves(), Interrupts()
figure, axes = plt.subplots(figsize=(2, 2)); axes.plot([1, 2]); plt.close()
calls = []
def add(x: int, y: int = 2) -> int:
    """Add two numbers."""
    calls.append((x, y)); print("adding"); return x + y
async def later(seconds: float):
    print("before"); await asyncio.sleep(seconds); print("after"); return "done"
def wrapped_later(): return later(0.01)
def plots():
    print("one"); plt.plot([1, 2]); plt.show(); print("two"); plt.plot([2, 1])
def returned_plot():
    figure, axes = plt.subplots(figsize=(2, 2)); axes.plot([1, 2]); return figure
def fails(): print("first"); return 1 / 0
def recurses(): return recurses()
def floods(): print("x" * 200_000_000); return "y" * 200_000_000
def floods_past_us(): os.write(1, b"z" * 1_000_000); sys.__stdout__.flush()
def nothing(): pass
def asks(): return input("?")
def leaves(): sys.exit(3)
def endless():
    print("spinning")
    while True: pass
def sleeps(): time.sleep(60)
def gives(): yield from range(1000)
def threads():
    thread = threading.Thread(target=lambda: print("from a thread")); thread.start(); thread.join()
def returns_bad(): return bad
def returns_leaving(): return leaving
def returns_interrupting(): return interrupting
def dated(day: "datetime.date"): return day
'''
