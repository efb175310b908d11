# Misbehaves: it fills its memory and keeps it.

hoard = []


def on_message(message):
    while True:
        hoard.append(bytearray(100_000))
