import {signal} from '@preact/signals-core';

export interface Toast {
  id: number;
  text: string;
  error: boolean;
  action?: {label: string; run(): void};
  /** Of the toasts of one kind only the latest is shown. */
  kind?: string;
}

/** Long enough to read and to reach Undo; an error stays longer, as nobody waited for it. */
const lifeMs = {note: 7000, error: 12000};
const most = 3;

/** Short words about what just happened, newest last. While the pointer rests on them none goes away. */
export class Toasts {
  readonly list = signal<readonly Toast[]>([]);
  #next = 1;
  #held = false;
  #timers = new Map<number, {left: number; since: number; timer: ReturnType<typeof setTimeout> | undefined}>();

  show(text: string, action?: Toast['action'], kind = '') {
    this.#add({id: this.#next++, text, error: false, kind, ...(action && {action})}, lifeMs.note);
  }

  /** The program's words are shown as they stand: it wrote them for the user. */
  error(cause: unknown, action?: Toast['action']) {
    const text = cause instanceof Error && cause.message ? cause.message : 'That did not work.';
    this.#add({id: this.#next++, text, error: true, ...(action && {action})}, lifeMs.error);
  }

  dismiss(id: number) {
    clearTimeout(this.#timers.get(id)?.timer);
    this.#timers.delete(id);
    this.list.value = this.list.value.filter((toast) => toast.id !== id);
  }

  hold() {
    if (this.#held) return;
    this.#held = true;
    for (const entry of this.#timers.values()) {
      clearTimeout(entry.timer);
      entry.left -= Date.now() - entry.since;
    }
  }

  release() {
    if (!this.#held) return;
    this.#held = false;
    for (const [id, entry] of this.#timers) this.#run(id, Math.max(entry.left, 1500));
  }

  /** Words that are there already are not said twice: the new ones take their place. */
  #add(toast: Toast, ms: number) {
    // What was undone can no longer be redone once something else was done.
    const gone = (one: Toast) => (one.text === toast.text && one.error === toast.error) || (one.kind && !toast.error && (one.kind === toast.kind || !toast.kind));
    for (const old of this.list.value.filter(gone)) this.dismiss(old.id);
    const list = [...this.list.value, toast];
    for (const old of list.slice(0, -most)) this.dismiss(old.id);
    this.list.value = list.slice(-most);
    if (this.#held) this.#timers.set(toast.id, {left: ms, since: Date.now(), timer: undefined});
    else this.#run(toast.id, ms);
  }

  #run(id: number, left: number) {
    this.#timers.set(id, {left, since: Date.now(), timer: setTimeout(() => this.dismiss(id), left)});
  }
}
