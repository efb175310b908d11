import {
  createImageSync,
  MicroPythonSessionSync,
  type RunOptions,
  runSync,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { canaryTrouble, failure, outcomeOf } from "./outcome.js";

const LIMITS: RunOptions = {
  python: "cpython",
  fuel: 30_000_000,
  wallTimeoutMs: null,
  memoryBytes: 64 * 1024 * 1024,
};
const DATA = [{ path: "/data", memory: { maxBytes: 1_000_000 } }];
const ENDLESS =
  "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n";
const IMPORT = "import sqlite3\ndb = sqlite3.connect(':memory:')\n";

/** Queries without an end, or nearly. */
const QUERIES: Readonly<Record<string, string>> = {
  "a recursive query": ENDLESS,
  "a recursive query that keeps its rows":
    "with recursive n(i) as (select 1 union select i + 1 from n) select count(*) from n",
  "a product of tables":
    "with n(i) as (select value from json_each('[' || replace(hex(zeroblob(500)), '00', '1,') || '1]'))" +
    " select count(*) from n a, n b, n c, n d",
  "a window over all rows":
    "with recursive n(i) as (select 1 union all select i + 1 from n limit 10000000)" +
    " select sum(i) over (order by i rows between unbounded preceding and unbounded following) from n",
  "a query that is sorted":
    "with recursive n(i) as (select 1 union all select i + 1 from n limit 100000000) select i from n order by -i",
  "random text that is compared": `with recursive n(i) as (select hex(randomblob(1000)) union all
    select hex(randomblob(1000)) from n) select count(*) from n where i like '%a%b%c%d%e%'`,
};

describe("a query without an end", () => {
  it.each(Object.entries(QUERIES))("uses its fuel and stops: %s", (_, sql) => {
    const code = `${IMPORT}
try: db.execute(${JSON.stringify(sql)}).fetchall()
except BaseException: print("caught")`;
    const { ending, facts } = outcomeOf(code, LIMITS);
    expect([ending, facts.stdout]).toEqual(["fuel", ""]);
  });

  it("costs the same each time", () => {
    const code = `${IMPORT}print(db.execute("${ENDLESS.replace("from n)", "from n limit 9999)")}").fetchone())`;
    const [first, second] = [1, 2].map(() => runSync(code, LIMITS));
    expect(first?.stdout).toBe("(9999,)\n");
    expect(second?.fuelUsed).toBe(first?.fuelUsed);
  });

  it("stops in functions, collations, handlers and traces of the program", () => {
    const forms = {
      function: "db.create_function('f', 0, lambda: sum(range(10 ** 9)))\ndb.execute('select f()')",
      aggregate: `
class Endless:
    def step(self, x): pass
    def finalize(self):
        while True: pass
db.create_aggregate("f", 1, Endless)
db.execute("select f(1)")`,
      collation: `
def endless(a, b):
    while True: pass
db.create_collation("c", endless)
db.execute("select 'a' < 'b' collate c")`,
      "progress handler": `
def endless():
    while True: pass
db.set_progress_handler(endless, 1)
db.execute("select 1 union select 2")`,
      trace: `
def endless(sql):
    while True: pass
db.set_trace_callback(endless)
db.execute("select 1")`,
      authorizer: `
def endless(*args):
    while True: pass
db.set_authorizer(endless)
db.execute("select 1")`,
    };
    for (const [form, code] of Object.entries(forms)) {
      const caught = `${IMPORT}try:\n${code.replace(/^/gm, "    ")}\nexcept BaseException: print('caught')`;
      const { ending, facts } = outcomeOf(caught, LIMITS);
      expect([form, ending, facts.stdout]).toEqual([form, "fuel", ""]);
    }
  });
});

// A thread that waits for the processor for too long ends the session with the run.
describe("a session after a query was stopped", { retry: 5 }, () => {
  const stopped = (session: MicroPythonSessionSync, code: string) => {
    expect(() => session.run(code, { fuel: 3_000_000 })).toThrow(
      expect.objectContaining({ code: "fuel" }),
    );
  };

  it("goes on with the same connection, its cursors, and what was committed", () => {
    const session = new MicroPythonSessionSync(LIMITS);
    session.run(`${IMPORT}
db.execute("create table t (x)")
with db: db.executemany("insert into t values (?)", [(1,), (2,), (3,)])
cursor = db.execute("select x from t")
print(next(cursor))`);
    stopped(session, `db.execute("${ENDLESS}").fetchone()`);
    expect(
      session.run("print(next(cursor), db.execute('select count(*) from t').fetchone())").stdout,
    ).toBe("(2,) (3,)\n");
  });

  it("has lost what a stopped statement wrote, and can roll back or try again", () => {
    const session = new MicroPythonSessionSync({ ...LIMITS, mounts: DATA });
    session.run(`import sqlite3
db = sqlite3.connect("/data/a.db")
db.execute("create table t (x)")
with db: db.execute("insert into t values (0)")`);
    const insert = `insert into t ${ENDLESS.replace("max(i)", "i")}`;
    stopped(
      session,
      `with db:\n    db.execute("insert into t values (1)")\n    db.execute("${insert}")`,
    );
    const { stdout } = session.run(`
db.rollback()
print(db.in_transaction, db.execute("select * from t").fetchall())
with db: db.execute("insert into t values (2)")
db.close()
db = sqlite3.connect("/data/a.db")
print(db.execute("select * from t").fetchall(), db.execute("pragma integrity_check").fetchone())`);
    expect(stdout).toBe("False [(0,)]\n[(0,), (2,)] ('ok',)\n");
  });
});

describe("memory", () => {
  const BOMBS: Readonly<Record<string, string>> = {
    zeroblob: "select length(hex(zeroblob(900000000)))",
    randomblob: "select randomblob(900000000)",
    printf: "select printf('%.*c', 900000000, 'x')",
    "replace in replace":
      "select replace(replace(replace(hex(zeroblob(1000)), '0', hex(zeroblob(1000))), '0', hex(zeroblob(1000))), '0', 'x')",
    group_concat: `with recursive n(i) as (select 1 union all select i + 1 from n limit 10000) select group_concat(hex(zeroblob(9999))) from n`,
    json: `with recursive n(i) as (select 1 union all select i + 1 from n limit 10000) select json_group_array(hex(zeroblob(9999))) from n`,
    "a table":
      "create table t as with recursive n(i) as (select 1 union all select i + 1 from n) select zeroblob(99999) from n",
    "sorted rows":
      "with recursive n(i) as (select 1 union all select i + 1 from n) select zeroblob(99999) z from n order by z, i",
    "an index of its own":
      "with recursive n(i) as (select hex(randomblob(5000)) union select hex(randomblob(5000)) from n) select count(*) from n",
    cache:
      "pragma cache_size = 2000000000; create table t as with recursive n(i) as (select 1 union all select i + 1 from n) select zeroblob(9999) from n",
  };

  it.each(Object.entries(BOMBS))("that does not suffice is an error of Python: %s", (_, sql) => {
    const code = `${IMPORT}
try: db.executescript(${JSON.stringify(`${sql};`)}); db.execute(${JSON.stringify(sql)}).fetchall()
except (MemoryError, sqlite3.Error) as error: print("caught")
print(db.execute("select 1").fetchone())`;
    const { ending, facts } = outcomeOf(code, { ...LIMITS, fuel: 2_000_000_000 });
    expect([ending, facts.stdout]).toEqual(["finished", "caught\n(1,)\n"]);
  });

  it("holds no more connections, cursors and statements than fit", () => {
    const code = `${IMPORT}
kept = []
try:
    while True: kept.append(sqlite3.connect(":memory:"))
except (MemoryError, sqlite3.Error): print("caught")
kept.clear()
print(db.execute("select 1").fetchone())`;
    const { ending, facts } = outcomeOf(code, { ...LIMITS, fuel: 2_000_000_000 });
    expect([ending, facts.stdout]).toEqual(["finished", "caught\n(1,)\n"]);
  });
});

describe("files", () => {
  it("outside of mounts cannot be opened or attached, however they are named", () => {
    const code = `${IMPORT}
names = ["/etc/passwd", "/data/../etc/passwd", "../../etc/passwd", "/proc/self/mem", "/dev/urandom", "x.db",
         "/usr/lib/python3.13/os.py", "/data", "/data/", "/nothing/x.db", "//etc/passwd", "C:\\\\x.db", "\\\\\\\\server\\\\x"]
urls = [f"file:{name}{mode}" for name in names for mode in ("", "?mode=ro", "?vfs=unix-none", "?immutable=1")]
urls += ["file://localhost/etc/passwd", "file://host/x", "file:/data/x?vfs=none", "file:%2e%2e/etc/passwd"]
for name in names + urls:
    for open_it in (
        lambda: sqlite3.connect(name, uri=True).execute("create table t (x)"),
        lambda: sqlite3.connect(":memory:", uri=True).execute("attach ? as other", (name,)).execute("create table other.t (x)"),
    ):
        try: open_it()
        except sqlite3.Error as error: pass
        else: print("opened", name)
import os
print(os.listdir("/data"))`;
    const { ending, facts } = outcomeOf(code, { ...LIMITS, mounts: DATA });
    expect([ending, facts.stdout]).toEqual(["finished", "[]\n"]);
  });

  it("are not reached by functions, pragmas, vacuum or extensions", () => {
    const code = `${IMPORT}
print(hasattr(db, "enable_load_extension"), hasattr(db, "load_extension"))
for sql in (
    "select load_extension('/data/x.so')", "select readfile('/etc/passwd')", "select writefile('/data/x', 'x')",
    "vacuum into '/etc/x.db'", "create virtual table t using csv(filename='/etc/passwd')", "select edit('x')",
    "create virtual table t using dbpage", "select * from sqlite_dbpage", "select fts3_tokenizer('simple', x'0000')",
):
    try: print("possible", sql, db.execute(sql).fetchall())
    except sqlite3.Error: pass
for sql in ("temp_store_directory = '/etc'", "data_store_directory = '/etc'", "mmap_size = 1000000", "threads = 8",
            "temp_store = file", "locking_mode = exclusive", "writable_schema = on", "page_size = 65536",
            "hard_heap_limit = 1", "soft_heap_limit = 1", "journal_size_limit = -1", "cell_size_check = off"):
    try: db.execute("pragma " + sql).fetchall()
    except (sqlite3.Error, MemoryError): pass
db.execute("pragma hard_heap_limit = 0")
print(db.execute("select 1").fetchone(), db.execute("pragma mmap_size").fetchall())`;
    const { ending, facts } = outcomeOf(code, { ...LIMITS, mounts: DATA });
    expect([ending, facts.stdout]).toEqual(["finished", "False False\n(1,) [(0,)]\n"]);
  });

  it("meet the quota of their mount, and the number that may be open", () => {
    const code = `import sqlite3
db = sqlite3.connect("/data/a.db")
db.execute("create table t (x)")
db.commit()
try:
    while True: db.execute("insert into t values (zeroblob(100000))")
except sqlite3.Error as error: print(error)
db.rollback()
db.close()
kept = []
try:
    for i in range(200):
        kept.append(sqlite3.connect("/data/a.db"))
        kept[-1].execute("select count(*) from t").fetchone()
except sqlite3.OperationalError as error: print(error, len(kept) > 50)
for one in kept: one.close()
print(sqlite3.connect("/data/a.db").execute("pragma integrity_check").fetchone())`;
    const { ending, facts } = outcomeOf(code, { ...LIMITS, mounts: DATA, fuel: 300_000_000 });
    expect([ending, facts.stdout]).toEqual([
      "finished",
      "database or disk is full\nunable to open database file True\n('ok',)\n",
    ]);
  });

  it("that are damaged are errors of Python, or give other rows", () => {
    const code = `
import random, sqlite3
db = sqlite3.connect(":memory:")
db.executescript("""
    pragma page_size = 512;
    create table t (a integer primary key, b text, c blob unique);
    create index i on t (b, c desc);
    create view v as select a, b from t where a > 3;
    create trigger g after insert on t begin delete from t where a = new.a - 5; end;
    create table w (x primary key, y) without rowid;
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 60)
        insert into t select i, hex(randomblob(i)), zeroblob(i * 20) from n;
    insert into w select b, a from t;
""")
whole = db.serialize()
random.seed(SEED)
good = bad = 0
for _ in range(60):
    damaged = bytearray(whole)
    for _ in range(random.choice((1, 1, 3, 30))):
        at = random.randrange(len(damaged)) if random.random() < 0.6 else random.randrange(512)
        damaged[at] = random.choice((0, 1, 127, 128, 255, random.randrange(256)))
    if random.random() < 0.2: del damaged[random.randrange(len(damaged)):]
    other = sqlite3.connect(":memory:")
    for sql in ("", "pragma writable_schema = on", "pragma integrity_check", "select count(*), sum(length(c)) from t",
                "select * from t order by b desc", "select * from v, w", "insert into t (b) values ('x')",
                "update t set b = b || c where a % 2", "delete from w where y < 30", "vacuum", "reindex",
                "pragma foreign_key_check", "alter table t add column d", "analyze", "select * from sqlite_schema"):
        try:
            if sql: other.execute(sql).fetchmany(500)
            else: other.deserialize(damaged)
            good += 1
        except (sqlite3.Error, MemoryError, UnicodeDecodeError, OverflowError): bad += 1
    other.close()
print(good > 0, bad > 0)`;
    for (const seed of [1, 2, 3]) {
      const program = code.replace("SEED", String(seed));
      const { ending, message, facts } = outcomeOf(program, { ...LIMITS, fuel: 3_000_000_000 });
      expect([ending, message, facts.stdout]).toEqual(["finished", "", "True True\n"]);
    }
    expect(canaryTrouble(LIMITS)).toBeNull();
  });
});

describe("an image with a connection", () => {
  it("starts each program with its own rows and its own random numbers", () => {
    const setup = `${IMPORT}db.execute("create table t (x)")\ndb.execute("select random()").fetchone()`;
    const image = createImageSync({ python: "cpython", setup });
    const code = `
db.execute("insert into t values (1)")
print(db.execute("select count(*) from t").fetchone(), db.execute("select hex(randomblob(8)), random()").fetchone())`;
    const { python, ...limits } = LIMITS;
    const [first, second] = [1, 2].map(() => runSync(code, { ...limits, image }).stdout);
    expect(first).toMatch(/^\(1,\) /);
    expect(second).toMatch(/^\(1,\) /);
    expect(second).not.toBe(first);
  });

  it("is refused if its file is open", () => {
    const setup =
      "import sqlite3\ndb = sqlite3.connect('/data/a.db')\ndb.execute('create table t (x)')";
    expect(() => createImageSync({ python: "cpython", setup, mounts: DATA })).toThrow(
      expect.objectContaining({ code: "files-open" }),
    );
  });
});

describe("functions of the program that SQLite calls", () => {
  it("cannot use a connection that they close, change or leave", () => {
    const code = `${IMPORT}
def attempt(work):
    global db
    db = sqlite3.connect(":memory:")
    db.execute("create table t (x)")
    db.executemany("insert into t values (?)", [(i,) for i in range(10)])
    db.commit()
    try: work()
    except (sqlite3.Error, RecursionError, ValueError, TypeError, LookupError): pass
def closing():
    db.create_function("f", 1, lambda x: db.close())
    db.execute("select f(x) from t").fetchall()
def deleting():
    db.create_function("f", 1, lambda x: db.execute("drop table t"))
    db.execute("select f(x) from t").fetchall()
def again():
    cursor = db.cursor()
    db.create_function("f", 1, lambda x: cursor.execute("select 1"))
    cursor.execute("select f(x) from t").fetchall()
def forgetting():
    db.create_function("f", 1, lambda x: db.create_function("f", 1, None))
    db.execute("select f(x) from t").fetchall()
def adapting():
    class Key:
        def __conform__(self, protocol): db.close()
    db.execute("select ?, ?", (Key(), 1))
def naming():
    class Names(dict):
        def __missing__(self, name): db.close(); return 1
    db.execute("select :a, :b", Names())
def growing():
    parameters = [1]
    class Growing:
        def __conform__(self, protocol): parameters.clear()
    parameters += [Growing(), 2]
    db.execute("select ?, ?, ?", parameters)
def factory():
    db.row_factory = lambda cursor, row: (cursor.close(), db.close())
    db.execute("select x from t").fetchall()
def progress():
    db.set_progress_handler(lambda: db.set_progress_handler(None, 1) or db.close(), 1)
    db.execute("select x from t order by -x").fetchall()
def many():
    def rows():
        yield (1,)
        db.close()
        yield (2,)
    db.executemany("insert into t values (?)", rows())
def blob():
    db.execute("insert into t values (zeroblob(10))")
    blob = db.blobopen("t", "x", 11)
    class Index:
        def __index__(self): blob.close(); return 3
    blob[Index()] = 1
def backup():
    other = sqlite3.connect(":memory:")
    db.backup(other, pages=1, progress=lambda *left: db.close())
def nested():
    db.create_function("f", 1, lambda x: db.execute("select f(?)", (x + 1,)).fetchone()[0])
    db.execute("select f(1)")
for work in closing, deleting, again, forgetting, adapting, naming, growing, factory, progress, many, blob, backup, nested:
    attempt(work)
print("here")`;
    const { ending, message, facts } = outcomeOf(code, { ...LIMITS, fuel: 300_000_000 });
    expect([ending, message, facts.stdout]).toEqual(["finished", "", "here\n"]);
    expect(canaryTrouble(LIMITS)).toBeNull();
  });

  it("cannot run when they have been closed off by a stop", () => {
    expect(
      failure(
        `${IMPORT}
def write(x):
    try:
        while True: pass
    finally: print("never")
db.create_function("f", 1, write)
db.execute("select f(1)")`,
        LIMITS,
      ),
    ).toMatchObject({ code: "fuel", stdout: "" });
  });
});
