# Replaces smileys.

SMILEYS = {":)": "🙂", ":(": "🙁"}


def on_message(message):
    text = message["text"]
    for smiley, emoji in SMILEYS.items():
        text = text.replace(smiley, emoji)
    return {"text": text}
