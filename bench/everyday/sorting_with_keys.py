# Sorts records by one key, by several, and in reverse.

SIZE = 3000


def main(size):
    records = []
    state = 7
    for i in range(size):
        state = (state * 75 + 74) % 65537
        records.append({"id": i, "group": state % 10, "score": state % 997})
    by_score = sorted(records, key=lambda record: record["score"])
    by_group = sorted(by_score, key=lambda record: (record["group"], record["id"]))
    last = sorted(by_group, key=lambda record: str(record["id"]), reverse=True)
    return by_score[0]["score"], by_group[0]["id"], by_group[-1]["id"], last[0]["id"]
