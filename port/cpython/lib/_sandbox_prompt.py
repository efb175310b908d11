# What a prompt asks about the text that was typed so far.
# SPDX-License-Identifier: Apache-2.0
import __main__
import codeop
import os.path
import rlcompleter


def is_complete(text):
    try:
        return codeop.compile_command(text, "<prompt>", "single") is not None
    except (SyntaxError, OverflowError, ValueError):
        return True  # running it tells what is wrong


def completions(text):
    start = max(text.rfind(c) for c in " \t\n()[]{}=,:;+-*/%&|^~<>!@'\"") + 1
    word = text[start:]
    if not word:
        return ["", ""]
    completer = rlcompleter.Completer(__main__.__dict__)
    ways = completer.attr_matches(word) if "." in word else completer.global_matches(word)
    ways = sorted({way.rstrip("( ") for way in ways})
    if len(ways) == 1:
        return [ways[0][len(word) :], ""]
    common = os.path.commonprefix(ways)[len(word) :]
    return [common, "" if common else " ".join(ways)]
