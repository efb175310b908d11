# Writes what CPython answers into the files of this folder, which have an expression and its answer in
# each line. What stands in NAME.py is run before the expressions of NAME.jsonl.
#
# Usage: python3 tests/expressions/make.py

import glob
import json
import os
import warnings

folder = os.path.dirname(os.path.abspath(__file__))
exec(open(os.path.join(folder, "show.py")).read())
warnings.simplefilter("ignore")

for path in sorted(glob.glob(os.path.join(folder, "*.jsonl"))):
    setup = path[: -len("jsonl")] + "py"
    if os.path.exists(setup):
        exec(open(setup).read())
    with open(path) as file:
        expressions = [json.loads(line)[0] for line in file]
    with open(path, "w") as file:
        for expression in expressions:
            file.write(json.dumps([expression, answer(expression)]) + "\n")
