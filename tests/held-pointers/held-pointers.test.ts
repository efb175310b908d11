import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { findFunctions } from "./c-functions.js";
import { findRisks, readFunctions } from "./held-pointers.js";
import { JUSTIFIED } from "./justified.js";

const REPOSITORY_DIR = fileURLToPath(new URL("../..", import.meta.url));

describe("C code that keeps parts of a container while a program may run", () => {
  it("is listed, and each case says why it is safe", async () => {
    const functions = await readFunctions(REPOSITORY_DIR);
    expect(functions.length).toBeGreaterThan(1500);
    const risks = findRisks(functions);
    const unknown = risks.filter((risk) => !(risk in JUSTIFIED));
    expect(unknown, "mend these, or say in justified.ts why nothing can go wrong").toEqual([]);
    const gone = Object.keys(JUSTIFIED).filter((risk) => !risks.includes(risk));
    expect(gone, "remove these from justified.ts: there is no such code").toEqual([]);
  });

  const risksOf = (source: string) => findRisks(findFunctions("py/a.c", source));

  it("is found if a pointer is used after a call", () => {
    const source = `
static mp_obj_t f(mp_obj_list_t *list, mp_obj_t key) {
    mp_obj_t *items = list->items;
    mp_call_function_n_kw(key, 0, 0, NULL);
    return items[0];
}`;
    expect(risksOf(source)).toEqual(["py/a.c f holds items"]);
  });

  it("is found if a pointer is used around a call in a loop, and the call is elsewhere", () => {
    const source = `
static void g(mp_obj_t key) {
    mp_call_function_n_kw(key, 0, 0, NULL);
}

static void f(mp_obj_t list, mp_obj_t key) {
    size_t len;
    mp_obj_t *items;
    mp_obj_get_array(list, &len, &items);
    for (size_t i = 0; i < 3; i++) {
        use(items[i]); g(key);
    }
}`;
    expect(risksOf(source)).toEqual(["py/a.c f holds items"]);
  });

  it("does not include code that reads the container again, or only raises", () => {
    const source = `
static mp_obj_t f(mp_obj_list_t *list, mp_obj_t key) {
    mp_obj_t *items = list->items;
    use(items);
    mp_call_function_n_kw(key, 0, 0, NULL);
    return list->items[0];
}

static mp_obj_t g(mp_obj_list_t *list) {
    mp_obj_t *items = list->items;
    mp_raise_ValueError(NULL);
    return items[0];
}`;
    expect(risksOf(source)).toEqual([]);
  });

  it("is also found if it frees memory or exposes its own variables", () => {
    const source = `
static void f(mp_obj_list_t *list) {
    mp_obj_list_t local;
    m_del(mp_obj_t, list->items, 1);
    mp_obj_list_append(MP_OBJ_FROM_PTR(&local), key);
}`;
    expect(risksOf(source)).toEqual(["py/a.c f frees m_del", "py/a.c f lends local"]);
  });
});
