import {signal} from '@preact/signals-core';
import {ApiError, type Api, type Task} from '../api/api';
import {Latest} from './latest';

export interface Draft {
  title?: string | undefined;
  description?: string | undefined;
}

/** The task in the detail pane, and what was typed into it but not saved yet. */
export class Detail {
  readonly task = signal<Task | null>(null);
  readonly blockers = signal<readonly Task[]>([]);
  /** The task it is a step of. */
  readonly parent = signal<Task | null>(null);
  /** By task. A draft lives until it was saved, so an error or a switch to another task loses nothing. */
  readonly drafts = signal<ReadonlyMap<string, Draft>>(new Map());
  /** What is wrong with a field, by its name; empty where it was put right. */
  readonly problems = signal<Readonly<Record<string, string>>>({});

  #replies = new Latest();

  constructor(readonly api: Api) {}

  /** Shows a task: at once what the list knows of it, then what the store says. */
  open(task: Task) {
    if (this.task.value?.id !== task.id) {
      this.problems.value = {};
      this.blockers.value = [];
      this.parent.value = null;
    }
    this.task.value = task;
    void this.refresh();
  }

  async openId(id: string) {
    this.open(await this.api.get(id));
  }

  close() {
    this.#replies.ask();
    this.task.value = null;
  }

  async refresh() {
    const id = this.task.value?.id;
    if (!id) return;
    const current = this.#replies.ask();
    try {
      const task = await this.api.get(id);
      const blockers = await Promise.all((task.blocked_by ?? []).slice(0, 20).map((other) => this.api.get(other).catch(() => null)));
      const parent = task.parent ? await this.api.get(task.parent).catch(() => null) : null;
      if (!current()) return;
      this.task.value = task;
      this.parent.value = parent;
      this.blockers.value = blockers.filter((other) => other !== null);
    } catch (cause) {
      // It is gone: another program emptied the Trash, say. Any other trouble is no reason to close what is being edited.
      if (current() && cause instanceof ApiError && cause.code === 'not_found') this.task.value = null;
    }
  }

  patch(tasks: readonly Task[]) {
    const newer = tasks.find((task) => task.id === this.task.value?.id);
    if (newer) this.task.value = newer;
  }

  setDraft(id: string, field: keyof Draft, text: string | undefined) {
    const next = new Map(this.drafts.value);
    const draft = {...next.get(id), [field]: text};
    if (draft.title !== undefined || draft.description !== undefined) next.set(id, draft);
    else next.delete(id);
    this.drafts.value = next;
  }

  setProblem(field: string, text: string) {
    this.problems.value = {...this.problems.value, [field]: text};
  }
}
