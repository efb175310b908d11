# What programs call that import `readline`. Input comes from the host, which edits lines; what is set here is kept,
# and has no effect.
# SPDX-License-Identifier: Apache-2.0
backend = "readline"

_history = []
_settings = {"completer": None, "delims": " \t\n`~!@#$%^&*()-=+[{]}\\|;:'\",<>/?", "length": -1}


def _nothing(*args):
    return None


def _zero():
    return 0


parse_and_bind = read_init_file = redisplay = insert_text = set_auto_history = _nothing
set_startup_hook = set_pre_input_hook = set_completion_display_matches_hook = _nothing
get_begidx = get_endidx = get_completion_type = _zero


def get_line_buffer():
    return ""


def set_completer(function=None, /):
    _settings["completer"] = function


def get_completer():
    return _settings["completer"]


def set_completer_delims(string, /):
    _settings["delims"] = string


def get_completer_delims():
    return _settings["delims"]


def set_history_length(length, /):
    _settings["length"] = length


def get_history_length():
    return _settings["length"]


def add_history(line, /):
    _history.append(line)


def clear_history():
    _history.clear()


def get_current_history_length():
    return len(_history)


def get_history_item(index, /):
    return _history[index - 1] if 0 < index <= len(_history) else None


def _check(position):
    if not 0 <= position < len(_history):
        raise ValueError(f"No history item at position {position}")


def remove_history_item(position, /):
    _check(position)
    del _history[position]


def replace_history_item(position, line, /):
    _check(position)
    _history[position] = line


def read_history_file(filename="~/.history", /):
    from os.path import expanduser

    with open(expanduser(filename)) as file:
        _history.extend(file.read().splitlines())


def write_history_file(filename="~/.history", /):
    from os.path import expanduser

    length = _settings["length"]
    with open(expanduser(filename), "w") as file:
        file.writelines(f"{line}\n" for line in (_history if length < 0 else _history[-length:] if length else ()))


def append_history_file(count, filename="~/.history", /):
    from os.path import expanduser

    with open(expanduser(filename), "a") as file:
        file.writelines(f"{line}\n" for line in (_history[-count:] if count else ()))
