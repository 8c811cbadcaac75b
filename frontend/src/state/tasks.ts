import type {Api, Change, Priority, Task} from '../api/api';
import type {Detail, Draft} from './detail';
import type {Refresher} from './latest';
import type {Screen} from './screen';
import type {Toast, Toasts} from './toasts';

/** How long a completed row stays before it fades, and how long it fades. */
const stayMs = 600;
const fadeMs = 200;

/** The intent of an edit as what was undone. */
const intents: Record<string, string> = {
  add: 'adding', edit: 'the change to', complete: 'completing', reopen: 'reopening', delete: 'deleting', restore: 'restoring', start: 'starting', import: 'the import of',
};

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const named = (tasks: readonly Task[]) => (tasks.length === 1 ? `“${tasks[0]?.title ?? ''}”` : `${tasks.length} tasks`);
const ids = (tasks: readonly Task[]) => tasks.map((task) => task.id);

/**
 * What a person does to tasks. Each is on screen at once, then asked of the program; when that refuses, the
 * screen goes back to what was and the program's words are shown.
 */
export class Tasks {
  /** Drafts on their way to the program, by task and field. */
  #saving = new Map<string, {text: string; done: Promise<void>}>();

  constructor(
    readonly api: Api,
    readonly screen: Screen,
    readonly detail: Detail,
    readonly toasts: Toasts,
    readonly refresher: Refresher,
  ) {}

  async complete(tasks: readonly Task[]) {
    const fresh = tasks.filter((task) => !this.screen.leaving.value.has(task.id));
    if (fresh.length === 0) return;
    this.screen.mark(ids(fresh), 'checked');
    const farewell = pause(stayMs);
    try {
      const change = await this.api.complete(ids(fresh));
      this.detail.patch(change.tasks);
      this.toasts.show(`Done: ${named(fresh)}`, this.#undoOf(change));
    } catch (cause) {
      this.screen.mark(ids(fresh), null);
      this.toasts.error(cause);
      return;
    }
    await farewell;
    // Undone meanwhile: the row was unmarked and stays.
    const still = fresh.filter((task) => this.screen.leaving.value.has(task.id));
    this.screen.mark(ids(still), 'fading');
    await pause(fadeMs);
    this.screen.drop(ids(still.filter((task) => this.screen.leaving.value.has(task.id))));
    this.refresher.ask();
  }

  async reopen(tasks: readonly Task[]) {
    await this.#take(tasks, (list) => this.api.reopen(list), `Open again: ${named(tasks)}`);
  }

  async remove(tasks: readonly Task[]) {
    const open = this.detail.task.value;
    const done = await this.#take(tasks, (list) => this.api.remove(list), `Moved to Trash: ${named(tasks)}`);
    if (done && open && ids(tasks).includes(open.id)) this.detail.close();
  }

  async restore(tasks: readonly Task[]) {
    await this.#take(tasks, (list) => this.api.restore(list), `Restored: ${named(tasks)}`);
  }

  /** Ticks an open task off, opens a done one again, takes a deleted one out of the Trash. */
  toggle(task: Task): Promise<void> {
    if (task.deleted_at) return this.restore([task]);
    return task.status === 'completed' ? this.reopen([task]) : this.complete([task]);
  }

  async setPriority(tasks: readonly Task[], priority: Priority) {
    const changed = tasks.filter((task) => task.priority !== priority);
    if (changed.length === 0) return;
    const message = await this.edit(changed, {priority}, (task) => ({...task, priority}), `${named(changed)} is now ${priority}`);
    if (message) this.toasts.error(new Error(message));
  }

  /** Sets fields; answers with what the program refused them for, or nothing. */
  async edit(tasks: readonly Task[], fields: Record<string, string>, ahead?: (task: Task) => Task, said = ''): Promise<string> {
    const old = this.detail.task.value;
    const rollBack = ahead ? this.screen.patch(tasks.map(ahead)) : () => undefined;
    const guess = ahead && old && ids(tasks).includes(old.id) ? ahead(old) : null;
    if (guess) this.detail.patch([guess]);
    try {
      const change = await this.api.edit(ids(tasks), fields);
      this.#took(change);
      if (said) this.toasts.show(said, this.#undoOf(change));
      return '';
    } catch (cause) {
      rollBack();
      // A newer version that came meanwhile stays.
      if (old && guess && this.detail.task.value === guess) this.detail.patch([old]);
      return cause instanceof Error ? cause.message : 'That could not be saved.';
    }
  }

  /**
   * Saves what was typed into a title or a note. A refused text stays a draft, ready to be saved again. Leaving a field,
   * turning to another task and closing the pane may all ask for it at once: each text is sent once, one after the other.
   */
  async saveDraft(task: Task, field: keyof Draft): Promise<void> {
    const key = `${task.id} ${field}`;
    const before = this.#saving.get(key);
    const text = this.detail.drafts.value.get(task.id)?.[field];
    if (before) {
      await before.done;
      // A text that was refused just now is not sent again by itself.
      return before.text === text ? undefined : this.saveDraft({...task, [field]: before.text}, field);
    }
    if (text === undefined) return;
    const done = this.#saveDraft(task, field, text);
    this.#saving.set(key, {text, done});
    try {
      await done;
    } finally {
      this.#saving.delete(key);
    }
  }

  /** Takes back what was typed and not saved. */
  discardDraft(task: Task, field: keyof Draft) {
    this.detail.setDraft(task.id, field, undefined);
    if (this.detail.task.value?.id === task.id) this.detail.setProblem(field, '');
  }

  async #saveDraft(task: Task, field: keyof Draft, text: string) {
    if (text === (task[field] ?? '')) return this.discardDraft(task, field);
    if (field === 'title' && !text.trim()) {
      // A task never stands without a title, not even until the program says so.
      if (this.detail.task.value?.id === task.id) this.detail.setProblem(field, 'A task needs a title.');
      else this.discardDraft(task, field);
      return;
    }
    const message = await this.edit([task], {[field]: text}, (one) => ({...one, [field]: text}));
    const now = this.detail.drafts.value.get(task.id)?.[field];
    if (!message && now === text) this.detail.setDraft(task.id, field, undefined);
    if (this.detail.task.value?.id === task.id) this.detail.setProblem(field, message);
    else if (message) this.toasts.error(new Error(message));
  }

  async rescheduleOverdue(when: string) {
    const overdue = this.screen.shown.value?.page?.sections.find((part) => part.key === 'overdue');
    if (!overdue) return;
    try {
      let tasks = overdue.tasks;
      if (tasks.length < overdue.total) {
        const all = await this.api.list({view: 'today', limit: Number.MAX_SAFE_INTEGER});
        tasks = all.sections.find((part) => part.key === 'overdue')?.tasks ?? tasks;
      }
      const change = await this.api.edit(ids(tasks), {due: when});
      this.#took(change);
      this.toasts.show(`Moved ${named(tasks)} to ${when}`, this.#undoOf(change));
    } catch (cause) {
      this.toasts.error(cause);
    }
  }

  async start(task: Task) {
    try {
      const change = await this.api.start(task.id);
      this.#took(change);
      this.toasts.show(`Started ${named([task])}`, this.#undoOf(change));
    } catch (cause) {
      this.toasts.error(cause);
    }
  }

  async notNow(task: Task) {
    try {
      await this.api.notNow(task.id);
      this.refresher.ask();
    } catch (cause) {
      this.toasts.error(cause);
    }
  }

  async undo(seq = 0) {
    await this.#again(() => this.api.undo(seq), 'Undone', {label: 'Redo', run: () => void this.redo()});
  }

  async redo() {
    await this.#again(() => this.api.redo(), 'Done again', {label: 'Undo', run: () => void this.undo()});
  }

  async #again(call: () => ReturnType<Api['undo']>, word: string, back: Toast['action']) {
    try {
      const undone = await call();
      // A row that was on its way out stays.
      this.screen.mark(ids(undone.tasks), null);
      this.screen.patch(undone.tasks);
      this.detail.patch(undone.tasks);
      const what = intents[undone.intent] ?? undone.intent.replaceAll('_', ' ');
      this.toasts.show(`${word}: ${what}${undone.tasks.length > 0 ? ` ${named(undone.tasks)}` : ''}`, back, 'undo');
      this.refresher.ask();
    } catch (cause) {
      this.toasts.error(cause);
    }
  }

  /** Takes tasks off the list at once, and puts the list back when the program refuses. */
  async #take(tasks: readonly Task[], call: (list: string[]) => Promise<Change>, said: string): Promise<boolean> {
    if (tasks.length === 0) return false;
    const before = {shown: this.screen.shown.value, ranked: this.screen.ranked.value, cursor: this.screen.cursor.value};
    this.screen.drop(ids(tasks));
    try {
      const change = await call(ids(tasks));
      this.detail.patch(change.tasks);
      this.toasts.show(said, this.#undoOf(change));
      this.refresher.ask();
      return true;
    } catch (cause) {
      this.screen.shown.value = before.shown;
      this.screen.ranked.value = before.ranked;
      this.screen.cursor.value = before.cursor;
      this.toasts.error(cause);
      this.refresher.ask();
      return false;
    }
  }

  #took(change: Change) {
    this.screen.patch(change.tasks);
    this.detail.patch(change.tasks);
    this.refresher.ask();
  }

  /** An edit that found nothing to do has no number; undoing 0 would undo another one. */
  #undoOf(change: Change) {
    return change.seq === 0 ? undefined : {label: 'Undo', run: () => void this.undo(change.seq)};
  }
}
