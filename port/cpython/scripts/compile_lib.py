# Compiles every module below /usr/lib/python3.13; what comes out goes to the same path below /out.
# SPDX-License-Identifier: Apache-2.0
import os
from importlib._bootstrap_external import _code_to_timestamp_pyc

LIB = "/usr/lib/python3.13"

for folder, _, names in os.walk(LIB):
    for name in names:
        path = f"{folder}/{name}"
        if name.endswith(".py"):
            with open(path, "rb") as file:
                source = file.read()
            code = compile(source, path, "exec", dont_inherit=True)
            with open(f"/out{path}c", "wb") as file:
                file.write(_code_to_timestamp_pyc(code))
