import {batch, computed, signal} from '@preact/signals-core';
import {createContext} from '@lit/context';
import type {Api, ImportReport, Settings, Sidebar, Task} from '../api/api';
import {dayOf} from '../lib/dates';
import {Detail} from './detail';
import {Refresher} from './latest';
import {QuickAdd} from './quickadd';
import {Screen} from './screen';
import {Search} from './search';
import {Sync} from './sync';
import {Tasks} from './tasks';
import {Toasts} from './toasts';

/** All that the window knows, wired together. Views get it through the context below. */
export class Stores {
  readonly settings = signal<Settings>({theme: 'system', sidebar_hidden: false});
  readonly sidebar = signal<Sidebar | null>(null);
  readonly welcome = signal(false);
  readonly version = signal('');
  readonly helpOpen = signal(false);
  readonly imported = signal<ImportReport | null>(null);
  /** Moves on at midnight, and with it every "today" in the window. */
  readonly today = signal(dayOf(new Date()));

  readonly toasts = new Toasts();
  readonly refresher: Refresher;
  readonly screen: Screen;
  readonly detail: Detail;
  readonly tasks: Tasks;
  readonly quickAdd: QuickAdd;
  readonly search: Search;
  readonly sync: Sync;

  /** The title of the place that is shown. */
  readonly placeName = computed(() => {
    const place = this.screen.shown.value?.place ?? this.screen.place.value;
    const names: Record<string, string> = {now: 'Now', inbox: 'Inbox', today: 'Today', upcoming: 'Upcoming', anytime: 'Anytime', done: 'Done', trash: 'Trash'};
    if (place.view === 'project') return this.sidebar.value?.projects.find((project) => project.id === place.id)?.name ?? 'Project';
    if (place.view === 'tag') return `@${this.sidebar.value?.tags.find((tag) => tag.id === place.id)?.name ?? 'tag'}`;
    return names[place.view] ?? '';
  });

  #leave: (() => void)[] = [];
  /** How many tasks there were to begin with, at the first run. */
  #lessons: number | undefined;

  constructor(readonly api: Api) {
    this.refresher = new Refresher(() => this.refresh());
    this.screen = new Screen(api);
    this.detail = new Detail(api);
    this.tasks = new Tasks(api, this.screen, this.detail, this.toasts, this.refresher);
    this.quickAdd = new QuickAdd(api, this.screen, this.toasts, this.refresher);
    this.search = new Search(api);
    this.sync = new Sync(api);
  }

  /** Reads the settings and the first screen, and from then on follows the program. */
  async boot() {
    this.#leave = [
      this.api.on('changed', () => this.refresher.ask()),
      this.api.on('open-task', (id) => void this.openTask(id)),
      this.api.on('quick-add', (text) => this.quickAdd.show(text)),
      this.api.on('sync', (status) => this.sync.follow(status)),
      () => this.sync.shutDown(),
      this.#followClock(),
    ];
    void this.sync.refresh(); // nothing waits for it: tasks come first
    try {
      const boot = await this.api.boot();
      batch(() => {
        this.settings.value = boot.settings;
        this.welcome.value = boot.first_run;
        this.version.value = boot.version;
      });
      if (boot.first_run) {
        const bar = await this.api.sidebar();
        if (bar.today === 0) this.screen.place.value = {view: 'inbox'};
      }
    } catch (cause) {
      this.toasts.error(cause);
    }
    await this.refresher.now();
    // The tasks that teach speak of "this one": the cursor shows which that is.
    if (this.welcome.value) this.screen.move('first');
  }

  shutDown() {
    for (const leave of this.#leave) leave();
  }

  async refresh() {
    const sidebar = this.api.sidebar().then(
      (bar) => (this.sidebar.value = bar),
      () => undefined, // the counts stay as they were; the list says what is wrong
    );
    await Promise.all([sidebar, this.screen.refresh(), this.detail.refresh()]);
    if (this.welcome.value && this.#begun()) this.welcome.value = false;
  }

  /** The greeting is over once there is a task of the user's own, or one of those that teach was dealt with. */
  #begun(): boolean {
    const tasks = this.screen.shown.value?.page?.sections.flatMap((part) => part.tasks) ?? [];
    const bar = this.sidebar.value;
    const open = bar ? bar.inbox + bar.projects.reduce((sum, project) => sum + project.open, 0) : undefined;
    this.#lessons ??= open;
    return open !== this.#lessons || tasks.some((task) => task.source || task.status === 'completed');
  }

  async set<K extends keyof Settings>(key: K, value: Settings[K]) {
    const before = this.settings.value;
    this.settings.value = {...before, [key]: value};
    try {
      await this.api.setSetting(key, value);
    } catch (cause) {
      this.settings.value = {...this.settings.value, [key]: before[key]};
      this.toasts.error(cause);
    }
  }

  async openTask(id: string) {
    try {
      await this.detail.openId(id);
    } catch (cause) {
      this.toasts.error(cause);
    }
  }

  openFound(task: Task) {
    this.search.hide();
    this.detail.open(task);
  }

  async importFile() {
    try {
      const report = await this.api.importFile();
      if (!report) return;
      this.welcome.value = false;
      const tasks = `${report.imported} ${report.imported === 1 ? 'task' : 'tasks'}`;
      const losses = report.losses?.length ?? 0;
      const seq = report.seq ?? 0;
      const skipped = report.skipped ? ` ${report.skipped} were here already.` : '';
      const undo = seq > 0 ? {label: 'Undo', run: () => void this.tasks.undo(seq)} : undefined;
      if (losses === 0) this.toasts.show(`Imported ${tasks}.${skipped}`, undo);
      else this.toasts.show(`Imported ${tasks}.${skipped} ${losses} ${losses === 1 ? 'thing' : 'things'} could not be kept.`, {label: 'Show', run: () => (this.imported.value = report)});
      this.refresher.ask();
    } catch (cause) {
      this.toasts.error(cause);
    }
  }

  async openLink(url: string) {
    try {
      await this.api.openLink(url);
    } catch (cause) {
      this.toasts.error(cause);
    }
  }

  /** A new day changes Today even when nobody touches the window; so does waking from sleep. */
  #followClock(): () => void {
    const look = () => {
      const day = dayOf(new Date());
      if (day === this.today.value) return;
      this.today.value = day;
      this.refresher.ask();
    };
    const wake = () => {
      look();
      this.refresher.ask(); // what is best now depends on the clock
    };
    const timer = setInterval(look, 30_000);
    window.addEventListener('focus', wake);
    return () => {
      clearInterval(timer);
      window.removeEventListener('focus', wake);
    };
  }
}

export const storesContext = createContext<Stores>(Symbol('stores'));
