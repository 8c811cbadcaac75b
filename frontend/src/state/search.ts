import {batch, signal} from '@preact/signals-core';
import type {Api, Task} from '../api/api';
import {Latest} from './latest';

const mostResults = 50;

/** The search overlay. */
export class Search {
  readonly open = signal(false);
  readonly text = signal('');
  readonly results = signal<readonly Task[] | null>(null);
  readonly at = signal(0);
  readonly problem = signal('');

  #replies = new Latest();

  constructor(readonly api: Api) {}

  show() {
    this.open.value = true;
    if (this.text.value) void this.setText(this.text.value);
  }

  hide() {
    this.open.value = false;
  }

  async setText(text: string) {
    this.text.value = text;
    const current = this.#replies.ask();
    if (!text.trim()) {
      this.results.value = null;
      return;
    }
    try {
      const results = await this.api.search(text, mostResults);
      if (!current()) return;
      batch(() => {
        this.results.value = results;
        this.at.value = 0;
        this.problem.value = '';
      });
    } catch (cause) {
      if (current()) this.problem.value = cause instanceof Error ? cause.message : 'The search did not work.';
    }
  }

  /** Tasks whose title or notes match, for fields that name another task. */
  async suggest(text: string): Promise<readonly Task[]> {
    if (!text.trim()) return [];
    return this.api.search(text, 6).catch(() => []);
  }

  move(step: number) {
    const count = this.results.value?.length ?? 0;
    if (count > 0) this.at.value = (this.at.value + step + count) % count;
  }

  chosen(): Task | undefined {
    return this.results.value?.[this.at.value];
  }
}
