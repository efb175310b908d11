# Counts words and characters in dictionaries.

SIZE = 12000


def main(size):
    words = {}
    characters = {}
    state = 1
    for _ in range(size):
        state = (state * 75 + 74) % 65537
        word = "w" + str(state % 500)
        words[word] = words.get(word, 0) + 1
        for character in word:
            if character in characters:
                characters[character] += 1
            else:
                characters[character] = 1
    top = sorted(words.items(), key=lambda item: (-item[1], item[0]))[:3]
    return top, sum(characters.values())
