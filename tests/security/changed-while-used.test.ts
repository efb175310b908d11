import { describe, expect, it } from "vitest";
import { canaryTrouble, outcomeOf } from "./outcome.js";

/** Classes whose methods change `box`, whatever it is, in the middle of an operation on it. */
const CHANGES = `
import array, heapq, io
from collections import deque, OrderedDict

def change():
    if type(box) in (list, dict, set, OrderedDict): box.clear()
    if type(box) in (list, deque): box.clear(); box.extend([7] * 3)
    if type(box) is bytearray: box.extend(bytes(4000))
    if type(box) is array.array:
        for _ in range(400): box.append(0)
    keep.append([0] * 50)

class Key:
    def __init__(self, value=1): self.value = value
    def __hash__(self): change(); return 1
    def __eq__(self, other): change(); return False
    def __lt__(self, other): change(); return self.value < getattr(other, "value", 0)
    def __index__(self): change(); return self.value
    def __int__(self): change(); return self.value
    def __float__(self): change(); return float(self.value)
    def __str__(self): change(); return "key"
    def __repr__(self): change(); return "key"
keep = []
box = None
`;

/** Each leaves in `text` what it saw. */
const PROGRAMS: Readonly<Record<string, { code: string; prints: string }>> = {
  "a key function that empties the list": {
    code: `
box = [3, 1, 2] * 20
def key(x): box.clear(); return x
try: box.sort(key=key)
except ValueError as e: print(e, len(box))`,
    prints: "list modified during sort 60\n",
  },
  "a comparison that empties the list being sorted": {
    code: `
box = [Key(i) for i in (3, 1, 2, 5, 4)]
try: box.sort()
except ValueError as e: print(e, [k.value for k in box])`,
    prints: "list modified during sort [1, 2, 3, 4, 5]\n",
  },
  "a comparison that fails half way": {
    code: `
box = [3, "x", 2, 1]
try: box.sort()
except TypeError: print(sorted(map(str, box)))`,
    prints: "['1', '2', '3', 'x']\n",
  },
  "deques that are changed by what they hold": {
    code: `
def made(n=9): return deque(Key(i) for i in range(n))
def attempt(f):
    global box
    box = made()
    try: print(f(), len(box))
    except Exception as e: print(type(e).__name__, len(box))
attempt(lambda: box.count(1))
attempt(lambda: box.index(1))
attempt(lambda: box.remove(1))
attempt(lambda: 1 in box)
attempt(lambda: box == made())
attempt(lambda: box < made())
attempt(lambda: len(repr(box)))
attempt(lambda: [change() for x in box])
attempt(lambda: box.extend(change() for x in box))
attempt(lambda: box[Key(5)])
attempt(lambda: box.__delitem__(Key(5)) if hasattr(box, "__delitem__") else box.pop())
attempt(lambda: box.rotate(Key(5)))
attempt(lambda: box.insert(Key(5), Key(1)))
attempt(lambda: deque(box, Key(5)))`,
    prints: `RuntimeError 3
ValueError 3
ValueError 3
RuntimeError 3
False 3
False 3
52 3
RuntimeError 3
RuntimeError 4
IndexError 3
key 8
None 3
RuntimeError 3
deque([7, 7, 7], maxlen=5) 3
`,
  },
  "a comparison that empties a heap": {
    code: `
for f in (heapq.heapify, heapq.heappop, lambda h: heapq.heappush(h, Key(9))):
    box = [Key(i) for i in range(9)]
    try: f(box)
    except RuntimeError as e: print(e)`,
    prints: "list changed size during iteration\n".repeat(3),
  },
  "a key that empties the dict": {
    code: `
box = {}
for i in range(20): box[Key()] = i
print(len(box), Key() in box, box.get(Key()), box.pop(Key(), "none"))`,
    prints: "1 False None none\n",
  },
  "a key that empties the ordered dict": {
    code: `
box = OrderedDict()
for i in range(20): box[Key()] = i
print(len(box), Key() in box)`,
    prints: "1 False\n",
  },
  "a member that empties the set": {
    code: `
box = set()
for i in range(20): box.add(Key())
box.discard(Key())
print(len(box), Key() in box)`,
    prints: "0 False\n",
  },
  "a hash that empties the table": {
    code: `
class Hash:
    def __hash__(self): box.clear(); return 5
    def __eq__(self, other): return self is other
box = {i: i for i in range(50)}
box[Hash()] = 1
print(len(box))`,
    prints: "1\n",
  },
  "an index that empties the list": {
    code: `
def attempt(f):
    global box
    box = list(range(20))
    try: return f()
    except IndexError as e: return e
def store(): box[Key(15)] = 1
def delete(): del box[Key(15)]
print(attempt(lambda: box[Key(15)]), attempt(store), attempt(delete), attempt(lambda: box.pop(Key(15))))
print(attempt(lambda: box[:Key(15)]), attempt(lambda: box[Key(1):Key(2)]))`,
    prints: `${["list", "list assignment", "list assignment", "pop"].map((what) => `${what} index out of range`).join(" ")}\n[7, 7, 7] [7]\n`,
  },
  "a number that makes an array grow while it is stored": {
    code: `
for box in (bytearray(8), array.array("i", range(8)), array.array("d", range(8))):
    box[3] = Key(7)
    n = len(box)
    box.append(Key(9))
    print(box[3] == 7, box[-1] == 9, len(box) > n)`,
    prints: "True True True\n".repeat(3),
  },
  "a view of bytes that grow": {
    code: `
box = bytearray(b"abcdefgh")
view = memoryview(box)
for _ in range(50): box.extend(bytes(100)); keep.append([1] * 30)
print(bytes(view))
view[0] = 65
print(len(keep))`,
    prints: "b'abcdefgh'\n50\n",
  },
  "a comparison that empties one of two lists": {
    code: `
for f in (lambda: box.count(5), lambda: 5 in box, lambda: box == [1] * 9):
    box = [Key() for _ in range(9)]
    f()
    print(len(box), end=" ")
box = [Key() for _ in range(9)]
try: box.index(5)
except ValueError: print("none")`,
    prints: "3 3 3 none\n",
  },
  "a value that changes the dict being compared or printed": {
    code: `
box = {i: Key(i) for i in range(9)}
print(box == {i: Key(i) for i in range(9)})
box = {i: Key(i) for i in range(9)}
str(box); repr(box)
box = [Key() for _ in range(9)]
str(box); "%s %r" % (box, box); "{} {!r}".format(box, box)
print("done")`,
    prints: "False\ndone\n",
  },
  "a stream that keeps the buffers it is given": {
    code: `
class Stream(io.IOBase):
    def write(self, data): keep.append(data); return len(data)
print("first", "second", "third", "fourth", file=Stream())
data = keep[0]
data[0] = 70
print(data, "first")
for item in keep: item.extend(b"x" * 100)
print(len(keep) > 5)`,
    prints: "bytearray(b'First') first\nTrue\n",
  },
};

describe("a container changed in the middle of its use, by", () => {
  it.each(Object.entries(PROGRAMS))("%s", (_, { code, prints }) => {
    const { ending, message, facts } = outcomeOf(CHANGES + code, { wallTimeoutMs: null });
    expect([ending, message, facts.stdout]).toEqual(["finished", "", prints]);
    expect(canaryTrouble()).toBeNull();
  });

  it("all of them, while collecting at every allocation", () => {
    const options = { fuel: null, wallTimeoutMs: null };
    for (const { code, prints } of Object.values(PROGRAMS)) {
      const { ending, facts } = outcomeOf(`import gc\ngc.threshold(1)${CHANGES}${code}`, options);
      expect([ending, facts.stdout]).toEqual(["finished", prints]);
    }
  });
});

describe("sorting", () => {
  it("is stable, even in reverse, and calls the key once per item", () => {
    const code = `
calls = 0
def key(x):
    global calls
    calls += 1
    return x[0]
rows = [(i * 7 % 5, i) for i in range(1000)]
up = sorted(rows, key=key)
down = sorted(rows, key=key, reverse=True)
print(calls, all(a[0] < b[0] or (a[0] == b[0] and a[1] < b[1]) for a, b in zip(up, up[1:])),
      all(a[0] > b[0] or (a[0] == b[0] and a[1] < b[1]) for a, b in zip(down, down[1:])))`;
    expect(outcomeOf(code, { wallTimeoutMs: null }).facts.stdout).toBe("2000 True True\n");
  });
});
