import { MicroPythonSessionSync, type RunOptions, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

const LIMITS: RunOptions = { python: "cpython", fuel: 200_000_000, wallTimeoutMs: null };
const output = (code: string, options: RunOptions = {}) =>
  runSync(`import sqlite3\n${code}`, { ...LIMITS, ...options }).stdout;

const BOOKS = `
db = sqlite3.connect(":memory:")
db.execute("create table book (id integer primary key, title text not null, price real, cover blob)")
db.executemany("insert into book (title, price) values (?, ?)", [("Emma", 7.5), ("Ulysses", 12), ("Dune", 9)])
`;

describe("databases in memory", () => {
  it("answer queries, with parameters of every kind", () => {
    const code = `${BOOKS}
print(db.execute("select title, price from book where price > :least order by price", {"least": 8}).fetchall())
print(db.execute("select ?, ?, ?, ?, ?", (None, 2 ** 63 - 1, 1.5, "é😀", b"\\0a")).fetchone())
print(db.execute("select title from book where price > 99 order by title").fetchall())
print([column[0] for column in db.execute("select count(*) as n, max(price) from book").description])
print(db.total_changes, db.execute("update book set price = price * 2 where id = 1").rowcount)`;
    expect(output(code)).toBe(
      [
        "[('Dune', 9.0), ('Ulysses', 12.0)]",
        "(None, 9223372036854775807, 1.5, 'é😀', b'\\x00a')",
        "[]",
        "['n', 'max(price)']",
        "3 1",
        "",
      ].join("\n"),
    );
  });

  it("know recursive queries, windows, upserts, JSON, dates and mathematics", () => {
    const code = `${BOOKS}
one = lambda sql: print(*db.execute(sql).fetchall())
one("with recursive n(i) as (select 1 union all select i + 1 from n where i < 5) select group_concat(i) from n")
one("select title, rank() over (order by price desc) from book")
one("insert into book (id, title) values (1, 'Persuasion') on conflict (id) do update set title = excluded.title returning title")
one("select value ->> 'a' from json_each('[{\\"a\\": 1}, {\\"a\\": \\"x\\"}]')")
one("select date('2024-02-28', '+2 days'), strftime('%s', '2000-01-01'), round(sqrt(2), 3)")
one("select upper('abc'), 'Emma' like 'e%', typeof(1.0), iif(1, 'y', 'n'), format('%05.1f', 3.14159)")`;
    expect(output(code)).toBe(
      [
        "('1,2,3,4,5',)",
        "('Ulysses', 1) ('Dune', 2) ('Emma', 3)",
        "('Persuasion',)",
        "(1,) ('x',)",
        "('2024-03-01', '946684800', 1.414)",
        "('ABC', 1, 'real', 'y', '003.1')",
        "",
      ].join("\n"),
    );
  });

  it("call functions, aggregates, window functions and collations of the program", () => {
    const code = `${BOOKS}
class Longest:
    def __init__(self): self.words = []
    def step(self, word): self.words.append(word)
    def inverse(self, word): self.words.remove(word)
    def value(self): return max(self.words, key=len)
    finalize = value
db.create_function("shout", 1, lambda text: text.upper() + "!", deterministic=True)
db.create_aggregate("longest", 1, Longest)
db.create_window_function("longest_of", 1, Longest)
db.create_collation("last_letter", lambda a, b: (a[-1] > b[-1]) - (a[-1] < b[-1]))
print(db.execute("select shout(title) from book order by title collate last_letter").fetchall())
print(db.execute("select longest(title) from book").fetchone())
print(db.execute("select longest_of(title) over (order by id rows 1 preceding) from book").fetchall())
def fails(x): raise ValueError(x)
db.create_function("fails", 1, fails)
try: db.execute("select fails(1)")
except sqlite3.OperationalError as error: print(error)`;
    expect(output(code)).toBe(
      [
        "[('EMMA!',), ('DUNE!',), ('ULYSSES!',)]",
        "('Ulysses',)",
        "[('Emma',), ('Ulysses',), ('Ulysses',)]",
        "user-defined function raised exception",
        "",
      ].join("\n"),
    );
  });

  it("make rows, adapt and convert as the program says", () => {
    const code = `
import datetime, decimal
sqlite3.register_adapter(decimal.Decimal, str)
sqlite3.register_converter("decimaltext", lambda text: decimal.Decimal(text.decode()))
db = sqlite3.connect(":memory:", detect_types=sqlite3.PARSE_DECLTYPES)
db.row_factory = sqlite3.Row
db.execute("create table t (amount decimaltext, note text)")
db.execute("insert into t values (?, ?)", (decimal.Decimal("1.10"), "x"))
row = db.execute("select * from t").fetchone()
print(row["amount"], row["NOTE"], dict(row), row.keys(), len(row))
db.row_factory = lambda cursor, row: {column[0]: value for column, value in zip(cursor.description, row)}
print(db.execute("select note from t").fetchall())
db.text_factory = bytes
print(db.execute("select note from t").fetchone())`;
    expect(output(code)).toBe(
      [
        "1.10 x {'amount': Decimal('1.10'), 'note': 'x'} ['amount', 'note'] 2",
        "[{'note': 'x'}]",
        "{'note': b'x'}",
        "",
      ].join("\n"),
    );
  });

  it("are dumped, copied, serialised, and open their blobs", () => {
    const code = `${BOOKS}
db.execute("update book set cover = zeroblob(4)")
db.commit()
with db.blobopen("book", "cover", 1) as blob:
    blob.write(b"ab")
    blob[3] = 33
    blob.seek(0)
    print(blob.read(), len(blob))
for line in list(db.iterdump())[:3]: print(line)
copy = sqlite3.connect(":memory:")
db.backup(copy, pages=1, progress=lambda status, left, total: print(left, total))
print(copy.execute("select count(*), max(hex(cover)) from book").fetchone())
other = sqlite3.connect(":memory:")
other.deserialize(copy.serialize())
print(other.execute("select title from book where id = 3").fetchone())`;
    expect(output(code)).toBe(
      [
        "b'ab\\x00!' 4",
        "BEGIN TRANSACTION;",
        "CREATE TABLE book (id integer primary key, title text not null, price real, cover blob);",
        "INSERT INTO \"book\" VALUES(1,'Emma',7.5,X'61620021');",
        "1 2",
        "0 2",
        "(3, '61620021')",
        "('Dune',)",
        "",
      ].join("\n"),
    );
  });

  it("keep to transactions, savepoints, constraints and foreign keys", () => {
    const code = `${BOOKS}
db.commit()
try:
    with db:
        db.execute("delete from book")
        raise KeyError
except KeyError:
    print(db.execute("select count(*) from book").fetchone(), db.in_transaction)
db.executescript("""
    pragma foreign_keys = on;
    create table loan (book integer references book(id) on delete cascade, who text unique);
    insert into loan values (1, 'Ada'), (2, 'Bob');
    delete from book where id = 1;
""")
print(db.execute("select * from loan").fetchall())
for sql in "insert into loan values (99, 'x')", "insert into loan values (2, 'Bob')", "select", "select missing":
    try: db.execute(sql)
    except sqlite3.Error as error: print(type(error).__name__, error, error.sqlite_errorname)`;
    expect(output(code)).toBe(
      [
        "(3,) False",
        "[(2, 'Bob')]",
        "IntegrityError FOREIGN KEY constraint failed SQLITE_CONSTRAINT_FOREIGNKEY",
        "IntegrityError UNIQUE constraint failed: loan.who SQLITE_CONSTRAINT_UNIQUE",
        "OperationalError incomplete input SQLITE_ERROR",
        "OperationalError no such column: missing SQLITE_ERROR",
        "",
      ].join("\n"),
    );
  });

  it("live in a session, its forks and its saved states", () => {
    const session = new MicroPythonSessionSync(LIMITS);
    session.run(`import sqlite3\n${BOOKS}`);
    const fork = session.fork();
    fork.run("db.execute('delete from book')");
    const restored = MicroPythonSessionSync.restore(session.save(), LIMITS);
    const count = "print(db.execute('select count(*) from book').fetchone()[0])";
    expect([session, fork, restored].map((one) => one.run(count).stdout)).toEqual([
      "3\n",
      "0\n",
      "3\n",
    ]);
  });
});

describe("databases in files", () => {
  const mounts = [{ path: "/data", memory: {} }];
  const written = `
db = sqlite3.connect("/data/shop.db")
db.execute("create table if not exists item (name)")
with db: db.execute("insert into item values ('pen')")`;

  it("are on mounts, and there again in the next run of a session", () => {
    const session = new MicroPythonSessionSync({ ...LIMITS, mounts });
    for (let i = 0; i < 2; i++) session.run(`import sqlite3${written}\ndb.close()`);
    const count =
      "print(sqlite3.connect('/data/shop.db').execute('select count(*) from item').fetchone())";
    expect(session.run(count).stdout).toBe("(2,)\n");
    expect(new TextDecoder().decode(session.files.read("/data/shop.db").subarray(0, 15))).toBe(
      "SQLite format 3",
    );
  });

  it.each(["delete", "truncate", "persist", "memory", "off", "wal"])(
    "work with the journal mode %s",
    (mode) => {
      const code = `
import os
db = sqlite3.connect("/data/a.db", isolation_level=None)
print(db.execute("pragma journal_mode = ${mode}").fetchone()[0])
db.execute("create table t (x)")
db.execute("begin")
db.executemany("insert into t values (?)", [(i,) for i in range(1000)])
other = sqlite3.connect("/data/a.db", timeout=0)
print(sorted(os.listdir("/data")))
db.execute("commit")
print(other.execute("select sum(x) from t").fetchone())
other.close()
db.close()
print(sqlite3.connect("/data/a.db").execute("pragma integrity_check").fetchone(), "a.db" in os.listdir("/data"))`;
      const journals: Record<string, string> = {
        wal: "'a.db', 'a.db-wal'",
        memory: "'a.db'",
        off: "'a.db'",
      };
      const files = journals[mode] ?? "'a.db', 'a.db-journal'";
      expect(output(code, { mounts })).toBe(`${mode}\n[${files}]\n(499500,)\n('ok',) True\n`);
    },
  );

  it("are locked while another connection writes", () => {
    const code = `${written}
db.execute("insert into item values ('ink')")
other = sqlite3.connect("/data/shop.db", timeout=0.01)
print(other.execute("select count(*) from item").fetchone())
try: other.execute("insert into item values ('cap')")
except sqlite3.OperationalError as error: print(error)
db.commit()
other.execute("insert into item values ('cap')")
other.commit()
print(db.execute("select count(*) from item").fetchone())`;
    expect(output(code, { mounts })).toBe("(1,)\ndatabase is locked\n(3,)\n");
  });

  it("can be read, but not written, where files cannot", () => {
    const session = new MicroPythonSessionSync({ ...LIMITS, mounts });
    session.run(`import sqlite3${written}\ndb.close()`);
    const files = { "shop.db": session.files.read("/data/shop.db") };
    const code = `
for name in "/data/shop.db", "file:/data/shop.db?mode=ro", "file:/data/shop.db?mode=ro&immutable=1":
    db = sqlite3.connect(name, uri=True)
    print(db.execute("select * from item").fetchall())
    try: db.execute("insert into item values ('x')")
    except sqlite3.OperationalError as error: print(error)`;
    expect(output(code, { mounts: [{ path: "/data", files }] })).toBe(
      "[('pen',)]\nattempt to write a readonly database\n".repeat(3),
    );
  });

  it("must be closed before a state is saved", () => {
    const session = new MicroPythonSessionSync({ ...LIMITS, mounts });
    session.run(`import sqlite3${written}`);
    expect(() => session.save()).toThrow(expect.objectContaining({ code: "files-open" }));
    session.run("db.close()");
    session.save();
  });

  it("serve shelve and dbm", () => {
    const code = `
import dbm, shelve
with shelve.open("/data/kept") as kept: kept["a"] = [1, {"b": 2}]
with shelve.open("/data/kept") as kept: print(dict(kept), dbm.whichdb("/data/kept"))`;
    expect(output(code, { mounts })).toBe("{'a': [1, {'b': 2}]} dbm.sqlite3\n");
  });
});
