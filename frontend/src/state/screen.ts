import {computed, signal} from '@preact/signals-core';
import type {Api, Page, Ranked, Task} from '../api/api';
import {samePlace, type Leaving, type Place} from '../lib/place';
import {nested} from '../lib/steps';
import {Latest} from './latest';

export interface Shown {
  place: Place;
  page: Page | null; // null on Now
}

const pageSize = 200;
/** The best task and the five after it. */
const rankedSize = 6;

/** What is on screen: the place, its tasks, the best ones, and which row the cursor is on. */
export class Screen {
  /** Where the user asked to be; `shown` follows as soon as its tasks are there. */
  readonly place = signal<Place>({view: 'today'});
  readonly shown = signal<Shown | null>(null);
  readonly ranked = signal<readonly Ranked[] | null>(null);
  readonly failure = signal('');
  readonly cursor = signal('');
  /** Tasks just completed: their rows stay, drawn as done, until they have faded. */
  readonly leaving = signal<ReadonlyMap<string, Leaving>>(new Map());
  readonly collapsed = signal<ReadonlySet<string>>(new Set(['done']));

  /** The rows that can be reached, in order. */
  readonly rows = computed<readonly Task[]>(() => {
    const shown = this.shown.value;
    if (!shown) return [];
    // On Now the first one stands in the card; the rows are those after it.
    if (shown.place.view === 'now') return (this.ranked.value ?? []).slice(1).map((entry) => entry.task);
    const folded = shown.place.view === 'today' ? this.collapsed.value : new Set<string>();
    return (shown.page?.sections ?? []).filter((part) => !folded.has(part.key)).flatMap((part) => part.tasks);
  });

  #limit = pageSize;
  #replies = new Latest();
  #growing = false;

  constructor(readonly api: Api) {}

  async go(place: Place) {
    this.place.value = place;
    this.#limit = pageSize;
    await this.refresh();
  }

  /** Reads again what is on screen. A reply that was overtaken, or that would cut a farewell short, is dropped. */
  async refresh() {
    const current = this.#replies.ask();
    const place = this.place.value;
    const wantsRanked = place.view === 'now' || place.view === 'today';
    try {
      const [page, ranked] = await Promise.all([
        place.view === 'now' ? null : this.api.list({view: place.view, ...(place.id && {id: place.id}), limit: this.#limit}),
        wantsRanked ? this.api.next(rankedSize) : null,
      ]);
      if (!current()) return;
      const moved = !this.shown.value || !samePlace(this.shown.value.place, place);
      if (!moved && this.leaving.value.size > 0) return; // the last row to leave asks again
      this.failure.value = '';
      if (ranked) this.ranked.value = ranked;
      this.shown.value = {place, page: page && {...page, sections: page.sections.map((part) => ({...part, tasks: nested(part.tasks)}))}};
      this.#keepCursor(moved);
    } catch (cause) {
      if (current()) this.failure.value = cause instanceof Error ? cause.message : 'The list could not be read.';
    }
  }

  /** Asks for more rows once the end of what is loaded comes near. */
  async grow() {
    const sections = this.shown.value?.page?.sections ?? [];
    const loaded = sections.reduce((sum, part) => sum + part.tasks.length, 0);
    const total = sections.reduce((sum, part) => sum + part.total, 0);
    if (this.#growing || loaded >= total) return;
    this.#growing = true;
    // The page is read from its start each time, so the steps widen to keep the whole cost linear.
    this.#limit = Math.max(this.#limit + pageSize, Math.ceil(this.#limit * 1.5));
    await this.refresh();
    this.#growing = false;
  }

  /** Moves the cursor; false when there is nothing to move to. */
  move(step: number | 'first' | 'last'): boolean {
    const rows = this.rows.value;
    if (rows.length === 0) return false;
    const at = rows.findIndex((task) => task.id === this.cursor.value);
    const to = step === 'first' ? 0 : step === 'last' ? rows.length - 1 : at < 0 ? 0 : at + step;
    const next = rows[Math.min(Math.max(to, 0), rows.length - 1)];
    if (next) this.cursor.value = next.id;
    return true;
  }

  selected(): Task | undefined {
    return this.rows.value.find((task) => task.id === this.cursor.value);
  }

  toggleSection(key: string) {
    const next = new Set(this.collapsed.value);
    if (!next.delete(key)) next.add(key);
    this.collapsed.value = next;
  }

  /** Puts newer versions of tasks in place of those on screen; returns how to take it back. */
  patch(tasks: readonly Task[]): () => void {
    const byId = new Map(tasks.map((task) => [task.id, task]));
    const before = this.rows.value.filter((task) => byId.has(task.id));
    this.#map((task) => byId.get(task.id) ?? task);
    return () => {
      const old = new Map(before.map((task) => [task.id, task]));
      // Only what this patch wrote is taken back: a newer version that came meanwhile stays.
      this.#map((task) => (byId.get(task.id) === task ? (old.get(task.id) ?? task) : task));
    };
  }

  mark(ids: readonly string[], state: Leaving | null) {
    const next = new Map(this.leaving.value);
    for (const id of ids) {
      if (state) next.set(id, state);
      else next.delete(id);
    }
    this.leaving.value = next;
  }

  /** Takes rows away. The cursor goes to the row that takes the place of its own. */
  drop(ids: readonly string[]) {
    const gone = new Set(ids);
    const rows = this.rows.value;
    const at = rows.findIndex((task) => task.id === this.cursor.value);
    if (at >= 0 && gone.has(this.cursor.value)) {
      const stays = (task: Task) => !gone.has(task.id);
      const heir = rows.slice(at + 1).find(stays) ?? rows.slice(0, at).reverse().find(stays);
      this.cursor.value = heir?.id ?? '';
    }
    const shown = this.shown.value;
    if (shown?.page) {
      const sections = shown.page.sections.map((part) => {
        const tasks = part.tasks.filter((task) => !gone.has(task.id));
        return {...part, tasks, total: part.total - (part.tasks.length - tasks.length)};
      });
      this.shown.value = {...shown, page: {...shown.page, sections}};
    }
    this.ranked.value = this.ranked.value?.filter((entry) => !gone.has(entry.task.id)) ?? null;
    this.mark(ids, null);
  }

  #map(change: (task: Task) => Task) {
    const shown = this.shown.value;
    if (shown?.page) {
      const sections = shown.page.sections.map((part) => ({...part, tasks: part.tasks.map(change)}));
      this.shown.value = {...shown, page: {...shown.page, sections}};
    }
    this.ranked.value = this.ranked.value?.map((entry) => ({...entry, task: change(entry.task)})) ?? null;
  }

  /** After a refresh the cursor stays on its task; where that is gone, on the row that stands in its place. */
  #lastRows: readonly Task[] = [];
  #keepCursor(moved: boolean) {
    const rows = this.rows.value;
    const has = rows.some((task) => task.id === this.cursor.value);
    if (moved && !has) this.cursor.value = '';
    else if (!has && this.cursor.value) {
      const at = this.#lastRows.findIndex((task) => task.id === this.cursor.value);
      this.cursor.value = rows[Math.min(Math.max(at, 0), rows.length - 1)]?.id ?? '';
    }
    this.#lastRows = rows;
  }
}
