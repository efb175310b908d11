"""Prints the type and value of each expression in /given/expressions, or the class of its exception."""

import array
import cmath
import collections
import heapq
import io
import json
import math
import re
import struct

names = {"__name__": "__main__", "inf": float("inf"), "nan": float("nan")}
for module in (array, cmath, collections, heapq, io, json, math, re, struct): names[module.__name__] = module
exec(open("/given/values.py").read(), names)
for line in open("/given/expressions"):
    try: answer = names["show"](eval(json.loads(line), dict(names)))
    except (Exception, GeneratorExit, SystemExit) as error: answer = "raises " + type(error).__name__
    print(ascii(answer))
