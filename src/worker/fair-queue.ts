/** A queue in which each key has its turn: one that has many items waiting does not delay the others. */
export class FairQueue<Item> {
  readonly #byKey = new Map<string, Item[]>();
  #size = 0;

  /** How many items wait. */
  get size(): number {
    return this.#size;
  }

  add(key: string, item: Item): void {
    const items = this.#byKey.get(key);
    if (items === undefined) this.#byKey.set(key, [item]);
    else items.push(item);
    this.#size += 1;
  }

  /** Takes the next item: the first of the key whose last turn is longest ago. */
  take(): Item | undefined {
    for (const [key, items] of this.#byKey) {
      const item = items.shift();
      this.#byKey.delete(key);
      if (items.length > 0) this.#byKey.set(key, items);
      this.#size -= 1;
      return item;
    }
    return undefined;
  }

  /** Removes an item, if it still waits. */
  remove(key: string, item: Item): void {
    const items = this.#byKey.get(key) ?? [];
    const index = items.indexOf(item);
    if (index === -1) return;
    items.splice(index, 1);
    if (items.length === 0) this.#byKey.delete(key);
    this.#size -= 1;
  }
}
