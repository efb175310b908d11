# Misbehaves now and then, and returns what the host did not ask for.


def on_message(message):
    if "?" in message["text"]:
        raise ValueError("no idea")
    return ["not", "a", "message"]
