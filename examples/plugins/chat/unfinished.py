# Does not even compile.


def on_message(message:
