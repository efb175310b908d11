/** Programs to begin with. */
export interface Example {
  readonly name: string;
  readonly code: string;
}

export const EXAMPLES: readonly Example[] = [
  {
    name: "Hello",
    code: `# Python in your browser: nothing leaves this page.
squares = [n * n for n in range(10)]
print("squares:", squares)

# The value of the last expression is shown, too.
sum(squares)
`,
  },
  {
    name: "Words in a text",
    code: `text = """the quick brown fox jumps over the lazy dog
the dog sleeps and the fox runs"""

counts = {}
for word in text.split():
    counts[word] = counts.get(word, 0) + 1

for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:5]:
    print("{:6} {}".format(word, "#" * count))
`,
  },
  {
    name: "A conversation",
    code: `name = input("What is your name? ")
age = int(input("How old are you? "))
print("Hello,", name)
print("In ten years you will be", age + 10)
`,
  },
  {
    name: "Prime numbers",
    code: `def primes(limit):
    is_prime = [True] * (limit + 1)
    for n in range(2, limit + 1):
        if is_prime[n]:
            yield n
            for multiple in range(n * n, limit + 1, n):
                is_prime[multiple] = False


found = list(primes(10_000))
print(len(found), "primes, the last ones are", found[-5:])
`,
  },
  {
    name: "A class",
    code: `class Account:
    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance

    def withdraw(self, amount):
        if amount > self.balance:
            raise ValueError("%s has only %d" % (self.owner, self.balance))
        self.balance -= amount

    def __repr__(self):
        return "Account(%r, %r)" % (self.owner, self.balance)


account = Account("Ada", 100)
account.withdraw(30)
account
`,
  },
  {
    name: "An error",
    code: `def average(numbers):
    return sum(numbers) / len(numbers)


print(average([1, 2, 3]))
# Click on a line of the traceback.
print(average([]))
`,
  },
  {
    name: "A table from a file",
    code: `import os

# Drop a CSV file onto the Files tab to use yours.
if "cities.csv" not in os.listdir("/input"):
    with open("/input/cities.csv", "w") as file:
        file.write("city,people\\nBerlin,3700000\\nParis,2100000\\nRome,2800000\\n")

with open("/input/cities.csv") as file:
    names = file.readline().strip().split(",")
    rows = [dict(zip(names, line.strip().split(","))) for line in file]

rows.sort(key=lambda row: -int(row["people"]))
with open("/output/sorted.txt", "w") as file:
    for row in rows:
        print("%-8s %9s" % (row["city"], row["people"]), file=file)

print(open("/output/sorted.txt").read())
`,
  },
  {
    name: "Slow output",
    code: `import time

for second in range(5, 0, -1):
    print(second, "...")
    time.sleep(0.5)
print("done")
`,
  },
  {
    name: "A program without an end",
    code: `# Press Stop, or wait for a limit: see the Limits tab.
n = 0
while True:
    n += 1
`,
  },
  {
    name: "The game of life",
    code: `def step(cells):
    counts = {}
    for x, y in cells:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    place = (x + dx, y + dy)
                    counts[place] = counts.get(place, 0) + 1
    return {place for place, n in counts.items() if n == 3 or n == 2 and place in cells}


cells = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}
for generation in range(4):
    print("generation", generation)
    for y in range(6):
        print("".join("#" if (x, y) in cells else "." for x in range(8)))
    cells = step(cells)
`,
  },
];
