# Misbehaves: it never returns, and catches everything that it can.


def on_message(message):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
