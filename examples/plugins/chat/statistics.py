# Counts words. Variables stay from call to call, and no other plugin can see them.

words = {}


def on_message(message):
    for word in message["text"].lower().split():
        words[word] = words.get(word, 0) + 1


def on_command(name):
    if name == "top":
        top = sorted(words, key=lambda word: (-words[word], word))[:3]
        return ", ".join("{} {}".format(word, words[word]) for word in top)
