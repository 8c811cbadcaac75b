/**
 * Runs one refresh at a time. Asking again while one runs makes one more afterwards, however often it was
 * asked, so a burst of changes costs two refreshes and the last one always sees the newest state.
 */
export class Refresher {
  #running: Promise<void> | undefined;
  #again = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly work: () => Promise<void>, readonly waitMs = 30) {}

  /** Refreshes soon; calls that come close together are one. */
  ask() {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.now();
    }, this.waitMs);
  }

  now(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#run();
    return this.#running;
  }

  async #run() {
    try {
      do {
        this.#again = false;
        await this.work();
      } while (this.#again);
    } finally {
      this.#running = undefined;
    }
  }
}

/** Numbers the questions of one kind, so that a reply that was overtaken by a later question can be dropped. */
export class Latest {
  #last = 0;

  ask(): () => boolean {
    const mine = ++this.#last;
    return () => mine === this.#last;
  }
}
