# How results are written down so that they can be compared: texts by their code points, floats by
# their bits. Both Pythons run this.
import struct


def show(value):
    if isinstance(value, bool) or value is None:
        return repr(value)
    if isinstance(value, str):
        return "str " + "".join(c if " " <= c <= "~" else "<%x>" % ord(c) for c in value)
    if isinstance(value, float):
        return "float " + ("nan" if value != value else "%016x" % struct.unpack(">Q", struct.pack(">d", value))[0])
    if isinstance(value, complex):
        return "complex " + show(value.real) + " " + show(value.imag)
    if isinstance(value, (list, tuple)):
        return type(value).__name__ + " (" + ", ".join(show(item) for item in value) + ")"
    return type(value).__name__ + " " + repr(value)


def answer(expression):
    try:
        return show(eval(expression))
    except Exception as error:
        # struct.error is another name of ValueError here
        return "ValueError" if type(error) is struct.error else type(error).__name__
