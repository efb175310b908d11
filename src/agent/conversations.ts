import { Conversation } from "./conversation.js";
import type { ToolParts } from "./parts.js";

interface Entry {
  readonly conversation: Conversation;
  lastUsedMs: number;
}

/** So many ended conversations are remembered, to tell their models. */
const MAX_REMEMBERED = 10_000;

/** The conversations of a tool. Those whose last call is longest ago end first. */
export class Conversations {
  readonly #parts: ToolParts;
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry>();
  readonly #ended = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: ToolParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The conversation with an id, new or known; `null` if too many are busy. */
  get(id: string): Conversation | null {
    const known = this.#entries.get(id);
    if (known !== undefined) {
      this.#entries.delete(id);
      this.#entries.set(id, known);
      known.lastUsedMs = Date.now();
      return known.conversation;
    }
    if (!this.#makeRoom()) return null;
    const notes = this.#ended.delete(id) ? [ENDED] : [];
    const conversation = new Conversation(this.#parts, id, notes);
    this.#entries.set(id, { conversation, lastUsedMs: Date.now() });
    this.#watch();
    return conversation;
  }

  /** Ends a conversation without a trace. */
  async end(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    this.#ended.delete(id);
    await entry?.conversation.close();
  }

  /** Ends all. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    const all = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(all.map(({ conversation }) => conversation.close()));
  }

  #makeRoom(): boolean {
    if (this.#entries.size < this.#parts.settings.maxConversations) return true;
    for (const [id, { conversation }] of this.#entries) {
      if (conversation.isBusy) continue;
      this.#drop(id, conversation);
      return true;
    }
    return false;
  }

  #drop(id: string, conversation: Conversation): void {
    this.#entries.delete(id);
    this.#ended.add(id);
    if (this.#ended.size > MAX_REMEMBERED) {
      const [oldest = ""] = this.#ended;
      this.#ended.delete(oldest);
    }
    void conversation.close();
  }

  /** Ends idle conversations in time. */
  #watch(): void {
    if (this.#timer !== undefined) return;
    const { idleTimeoutMs } = this.#parts.settings;
    const timer = setTimeout(
      () => {
        this.#timer = undefined;
        const now = Date.now();
        for (const [id, { conversation, lastUsedMs }] of this.#entries) {
          if (!conversation.isBusy && now - lastUsedMs >= idleTimeoutMs)
            this.#drop(id, conversation);
        }
        if (this.#entries.size > 0) this.#watch();
      },
      Math.max(1, Math.min(idleTimeoutMs, 60_000) / 2),
    );
    this.#timer = timer;
    // In Node.js, the timer does not keep the process alive.
    (timer as { unref?: () => void }).unref?.();
  }
}

const ENDED =
  "this conversation was idle for too long, or others needed its place; nothing from earlier calls is left";
