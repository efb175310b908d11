"""Prints the repr and type of each expression in /given/expressions, or the class of its exception."""

import json
import math
import re

for line in open("/given/expressions"):
    try:
        value = eval(json.loads(line), {"re": re, "math": math})
        print(repr(value), type(value).__name__)
    except Exception as error:
        print("raises", type(error).__name__)
