# Builds lines with formatting, concatenation and join, then takes the text apart again.

SIZE = 4000


def main(size):
    lines = []
    for i in range(size):
        line = "%05d: " % i
        line += "item {} costs {:.2f}".format(i % 17, i * 0.25)
        lines.append(line + f" [{i:x}]")
    text = "\n".join(lines)
    words = text.replace(":", " ").upper().split()
    return len(text), len(words), words[-1]
