# Searches, takes groups out of and substitutes in log lines.

import re

SIZE = 3000


def main(size):
    line = re.compile(r"^(\d+)-(\d+) \[(\w+)\] (.*)$")
    number = re.compile(r"[0-9]+")
    found = {}
    length = 0
    for i in range(size):
        text = "2024-%d [%s] request %d took %d ms" % (i % 12, "info" if i % 4 else "warn", i, i * 3)
        match = line.match(text)
        found[match.group(3)] = found.get(match.group(3), 0) + int(match.group(2))
        length += len(number.sub("#", match.group(4)))
        if re.search("took 99+ ms", text):
            length += 1
    return found["info"], found["warn"], length
