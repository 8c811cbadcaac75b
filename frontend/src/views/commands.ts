import type {Priority, Task} from '../api/api';
import {bindings, type Command} from '../lib/keys';
import type {Place} from '../lib/place';
import type {Stores} from '../state/stores';
import type {MfApp} from './app';

/** What each key and each button of the window does. */
export class Commands {
  constructor(readonly stores: Stores, readonly app: MfApp) {}

  runNamed(name: string) {
    const binding = bindings.find(({id}) => id === name);
    if (binding) this.run(binding.id);
  }

  /** Carries out a command; false when it means nothing right now, so that the key is free for the page. */
  run(command: Command): boolean {
    const {stores} = this;
    switch (command) {
      case 'quick-add': stores.quickAdd.show(); return true;
      case 'search': stores.search.show(); return true;
      case 'help': stores.helpOpen.value = true; return true;
      case 'sync': stores.sync.show(); return true;
      case 'undo': void stores.tasks.undo(); return true;
      case 'redo': void stores.tasks.redo(); return true;
      case 'sidebar': this.#sidebar(); return true;
      case 'next': return this.#move(1);
      case 'previous': return this.#move(-1);
      case 'first': return this.#move('first');
      case 'last': return this.#move('last');
      case 'open': return this.#enter();
      case 'close': return this.#close();
      case 'done': return this.#done();
      case 'delete': return this.#remove();
      case 'due': return this.#due();
      case 'start': return this.#start();
      case 'p1': case 'p2': case 'p3': case 'p4': case 'p5': return this.#priority(command);
      case 'go-now': return this.go({view: 'now'});
      case 'go-today': return this.go({view: 'today'});
      case 'go-inbox': return this.go({view: 'inbox'});
      case 'go-upcoming': return this.go({view: 'upcoming'});
      case 'go-anytime': return this.go({view: 'anytime'});
    }
  }

  go(place: Place): boolean {
    void this.stores.screen.go(place);
    if (this.#narrow()) this.stores.detail.close();
    return true;
  }

  open(task: Task) {
    const {screen, detail} = this.stores;
    if (screen.rows.value.some((row) => row.id === task.id)) screen.cursor.value = task.id;
    detail.open(task);
    if (this.#narrow()) void this.app.updateComplete.then(() => this.app.pane?.focus());
  }

  /** The box of a task was pressed. The cursor goes there, so that the focus has a place to go when the row leaves. */
  toggle(task: Task) {
    const {screen, tasks} = this.stores;
    if (screen.rows.value.some((row) => row.id === task.id) && !this.#focusInPane()) screen.cursor.value = task.id;
    void tasks.toggle(task);
  }

  /** The task a key is about: the one with the cursor, else the one in the pane. */
  #task(): Task | undefined {
    const inPane = this.#focusInPane();
    const open = this.stores.detail.task.value ?? undefined;
    return inPane ? open : (this.stores.screen.selected() ?? open ?? this.#best());
  }

  /** On Now the task in the card is meant where no other is chosen. */
  #best(): Task | undefined {
    const {screen} = this.stores;
    return screen.place.value.view === 'now' ? screen.ranked.value?.[0]?.task : undefined;
  }

  #focusInPane() {
    return this.app.shadowRoot?.activeElement === this.app.pane && this.app.pane !== null;
  }

  #narrow() {
    return window.innerWidth < 900;
  }

  #move(step: number | 'first' | 'last'): boolean {
    const {screen, detail} = this.stores;
    if (!screen.move(step)) return false;
    void this.app.page?.updateComplete.then(() => this.app.page?.focusCursor());
    // Beside the list the open pane follows the cursor; over it, it would get in the way.
    const task = screen.selected();
    if (task && detail.task.value && !this.#narrow()) detail.open(task);
    return true;
  }

  #enter(): boolean {
    const task = this.stores.screen.selected() ?? this.#best();
    if (!task) return this.#choose();
    if (this.stores.detail.task.value?.id === task.id) void this.app.pane?.editTitle();
    else this.open(task);
    return true;
  }

  #close(): boolean {
    const {detail, screen, tasks} = this.stores;
    if (this.app.drawer) {
      this.app.drawer = false;
      return true;
    }
    const open = detail.task.value;
    if (!open) return false;
    // A title that was refused and is left at that is given up; notes are kept, however long they wait.
    if (detail.problems.value['title']) tasks.discardDraft(open, 'title');
    detail.close();
    if (screen.cursor.value) void this.app.updateComplete.then(() => this.app.page?.focusCursor());
    return true;
  }

  /** A key with no task to act on shows first which one it would be. */
  #choose(): boolean {
    return this.#move('first');
  }

  #done(): boolean {
    const task = this.#task();
    if (!task) return this.#choose();
    const {screen, tasks, detail} = this.stores;
    const wasCursor = screen.cursor.value === task.id && !this.#focusInPane();
    void tasks.toggle(task);
    // The cursor goes on at once, so that several can be ticked off in a row.
    if (wasCursor && screen.leaving.value.has(task.id)) {
      const rows = screen.rows.value.filter((row) => row.id === task.id || !screen.leaving.value.has(row.id));
      const at = rows.findIndex((row) => row.id === task.id);
      const next = rows[at + 1] ?? rows[at - 1];
      if (next) screen.cursor.value = next.id;
      if (next && detail.task.value?.id === task.id && !this.#narrow()) detail.open(next);
    }
    return true;
  }

  #remove(): boolean {
    const task = this.#task();
    if (!task) return this.#choose();
    if (task.deleted_at) return false;
    void this.stores.tasks.remove([task]);
    return true;
  }

  #due(): boolean {
    const task = this.#task();
    if (!task) return this.#choose();
    if (this.stores.detail.task.value?.id !== task.id) this.stores.detail.open(task);
    void this.app.updateComplete.then(() => this.app.pane?.editDue());
    return true;
  }

  #priority(priority: Priority): boolean {
    const task = this.#task();
    if (!task) return this.#choose();
    void this.stores.tasks.setPriority([task], priority);
    return true;
  }

  #start(): boolean {
    const {screen, tasks} = this.stores;
    const view = screen.place.value.view;
    const best = screen.ranked.value?.[0];
    if (!best || (view !== 'now' && view !== 'today')) return false;
    if (best.task.status !== 'in_progress') void tasks.start(best.task);
    return true;
  }

  #sidebar() {
    if (window.innerWidth < 640) this.app.drawer = !this.app.drawer;
    else void this.stores.set('sidebar_hidden', !this.stores.settings.value.sidebar_hidden);
  }
}
