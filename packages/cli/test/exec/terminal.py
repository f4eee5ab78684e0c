"""Runs a program on a terminal of its own, types, and prints what the terminal shows, as JSON on stdin tells.

{"argv": [...], "steps": [["typed text", "what must appear then"], ...]}: the texts in order. "\\u0003" is Ctrl-C. A text that begins with
"signal NAME " sends a signal to the process whose number the last line like "pid N" has told.
"""

import json
import os
import pty
import re
import select
import signal
import sys
import time

PATIENCE = 20


def main():
    job = json.load(sys.stdin)
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(job["argv"][0], job["argv"])
    shown = b""
    missed = None
    for typed, expected in job["steps"]:
        start = len(shown)
        if typed.startswith("signal "):
            target = re.findall(rb"pid (\d+)", shown)[-1]
            os.kill(int(target), getattr(signal, typed.split()[1]))
        else:
            os.write(terminal, typed.encode())
        end = time.time() + PATIENCE
        pattern = re.compile(expected.encode(), re.DOTALL)
        while not pattern.search(shown, start) and time.time() < end:
            if select.select([terminal], [], [], 0.2)[0]:
                try:
                    shown += os.read(terminal, 65536)
                except OSError:
                    break
        if not pattern.search(shown, start):
            missed = expected
            break
        # What comes late belongs to this step, such as a second signal.
        time.sleep(0.3)
        while select.select([terminal], [], [], 0)[0]:
            try:
                more = os.read(terminal, 65536)
            except OSError:
                break
            if not more:
                break
            shown += more
    os.kill(pid, signal.SIGKILL)
    os.close(terminal)
    print(json.dumps({"shown": shown.decode(errors="replace"), "missed": missed}))


main()
