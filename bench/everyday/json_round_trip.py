# Writes nested data as JSON and reads it back.

import json

SIZE = 80


def main(size):
    data = {
        "users": [
            {"id": i, "name": "user " + str(i), "active": i % 3 == 0, "score": i * 0.5, "tags": ["a", "b"]}
            for i in range(60)
        ],
        "next": None,
    }
    for _ in range(size):
        text = json.dumps(data)
        data = json.loads(text)
    return len(text), len(data["users"]), data["users"][-1]["name"]
