/** The program behind the window as an in-memory stand-in with sample data, for tests, development and pictures. */
import {ApiError, type Api, type ApiEvents, type Boot, type Change, type Device, type ImportReport, type ListRequest, type Page, type Parsed, type Priority, type Project, type QuickAddLine, type Ranked, type Section, type Settings, type Sidebar, type SignedIn, type SyncStatus, type Task, type Undone, type View, type When} from './api';
import {manyTasks, projects, rank, tags, teachingTasks, today, usualTasks} from './fake-data';
import {anAccount, deviceList, noAccount} from './fake-sync';
import {fieldsOf, parseLine, parseWhen} from './fake-parse';

export type FakeState = 'usual' | 'first-run' | 'empty' | 'many' | 'failing';

interface Edit {
  intent: string;
  before: Map<string, Task | undefined>;
  after: Map<string, Task | undefined>;
}

const unblocked = (all: ReadonlyMap<string, Task>, task: Task) => !(task.blocked_by ?? []).some((id) => all.get(id)?.status !== 'completed' && all.has(id));
const byDue = (a: Task, b: Task) => `${a.due?.date ?? '9'}${a.due?.time ?? '99'}`.localeCompare(`${b.due?.date ?? '9'}${b.due?.time ?? '99'}`);

export class FakeApi implements Api {
  /** Set by a test: the next call that changes something is refused with these words. */
  refuse = '';
  /** Calls that were made, newest last. */
  readonly calls: string[] = [];
  /** Waits before every answer, for tests of slow replies. */
  delay = 0;
  /** How sync is; `tell` changes it as the program would. */
  sync: SyncStatus = noAccount();
  mates: Device[] = deviceList();
  /** Set by a test or the gallery: what the next sign-in comes to. */
  signedIn: SignedIn = {mail_sent: false, in_file: false};

  #tasks: Map<string, Task>;
  #settings: Settings = {theme: 'system', sidebar_hidden: false};
  #edits: Edit[] = [];
  #undone: Edit[] = [];
  #refused = new Map<string, number>();
  #listeners = new Map<string, Set<(payload: never) => void>>();
  #made = 0;

  constructor(readonly state: FakeState = 'usual') {
    const lists = {usual: usualTasks, 'first-run': teachingTasks, empty: () => [], many: () => manyTasks(100_000), failing: usualTasks};
    this.#tasks = new Map(lists[state]().map((task) => [task.id, task]));
  }

  async boot(): Promise<Boot> {
    return {version: '0.1.0', first_run: this.state === 'first-run', settings: this.#settings};
  }

  async sidebar(): Promise<Sidebar> {
    await this.#reply('sidebar');
    const open = this.#open();
    const count = (fits: (task: Task) => boolean) => open.filter(fits).length;
    return {
      inbox: count((task) => !task.project), today: count((task) => this.#inToday(task)),
      projects: this.state === 'usual' || this.state === 'failing' ? projects.map((one): Project => ({...one, open: count((task) => task.project_id === one.id)})) : [],
      tags: tags.map((tag) => ({...tag, open: count((task) => Boolean(task.tags?.includes(tag.name)))})).filter((tag) => tag.open > 0),
    };
  }

  async list({view, id, limit}: ListRequest): Promise<Page> {
    await this.#reply(`list ${view}`);
    if (this.state === 'failing') throw new ApiError('failed', 'The disk is full. Your tasks can be read again once there is room.');
    let room = limit;
    const sections = this.#sections(view, id).map((section) => {
      const part = section.tasks.slice(0, room);
      room -= part.length;
      return {...section, tasks: part, total: section.tasks.length};
    });
    return {sections, ...(view === 'today' && {capacity: {planned_min: this.#open().filter((task) => this.#inToday(task)).reduce((sum, task) => sum + (task.estimate_min ?? 0), 0), free_min: 330}})};
  }

  async next(limit: number): Promise<Ranked[]> {
    await this.#reply('next');
    return rank(this.#open().slice(0, 500).filter((task) => unblocked(this.#tasks, task)), this.#refused).slice(0, limit);
  }

  async search(text: string, limit: number): Promise<Task[]> {
    await this.#reply(`search ${text}`);
    const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (task: Task) => wanted.every((word) => `${task.title} ${task.description ?? ''}`.toLowerCase().includes(word));
    return [...this.#tasks.values()].filter(fits).slice(0, limit);
  }

  async get(id: string): Promise<Task> {
    await this.#reply(`get ${id}`);
    return this.#get(id);
  }

  async parse(line: QuickAddLine): Promise<Parsed> {
    await this.#reply('parse');
    return parseLine(line);
  }

  async add(line: QuickAddLine, view: View | 'now', id?: string): Promise<Change> {
    await this.#reply(`add ${line.text}`, true);
    const made = line.text.split('\n').filter((text) => text.trim()).map((text): Task => {
      const fields = fieldsOf(parseLine({...line, text}));
      const home = view === 'project' ? projects.find((one) => one.id === id) : projects.find((one) => one.name.toLowerCase().startsWith((fields.project ?? '\0').toLowerCase()));
      return {
        id: `n${++this.#made}`, title: '', status: 'pending', priority: 'p3', created_at: new Date().toISOString(), source: 'quick_add', rank: '9',
        ...(view === 'today' && {due: {date: today()}}), ...fields, ...(home && {project: home.name, project_id: home.id}),
      };
    });
    return this.#write('add', made);
  }

  async edit(ids: string[], fields: Record<string, string>): Promise<Change> {
    await this.#reply(`edit ${ids.join(',')} ${JSON.stringify(fields)}`, true);
    return this.#write('edit', ids.map((id) => Object.entries(fields).reduce((task, [field, value]) => this.#with(task, field, value), this.#get(id))));
  }

  async complete(ids: string[]): Promise<Change> {
    await this.#reply(`complete ${ids.join(',')}`, true);
    return this.#write('complete', ids.map((id) => ({...this.#get(id), status: 'completed', completed_at: new Date().toISOString()})));
  }

  async reopen(ids: string[]): Promise<Change> {
    await this.#reply(`reopen ${ids.join(',')}`, true);
    return this.#write('reopen', ids.map((id) => ({...this.#get(id), status: 'pending', completed_at: undefined})));
  }

  async start(id: string): Promise<Change> {
    await this.#reply(`start ${id}`, true);
    return this.#write('start', [{...this.#get(id), status: 'in_progress', started_at: new Date().toISOString()}]);
  }

  async notNow(id: string): Promise<void> {
    await this.#reply(`notNow ${id}`, true);
    this.#refused.set(id, (this.#refused.get(id) ?? 0) + 1);
    this.emit('changed', undefined);
  }

  async remove(ids: string[]): Promise<Change> {
    await this.#reply(`remove ${ids.join(',')}`, true);
    return this.#write('delete', ids.map((id) => ({...this.#get(id), deleted_at: new Date().toISOString()})));
  }

  async restore(ids: string[]): Promise<Change> {
    await this.#reply(`restore ${ids.join(',')}`, true);
    return this.#write('restore', ids.map((id) => ({...this.#get(id), deleted_at: undefined})));
  }

  async undo(seq: number): Promise<Undone> {
    await this.#reply(`undo ${seq}`, true);
    const edit = seq > 0 ? this.#edits[seq - 1] : this.#edits.findLast((one) => !this.#undone.includes(one));
    if (!edit || this.#undone.includes(edit)) throw new ApiError('not_found', 'There is nothing to undo.');
    this.#undone.push(edit);
    return this.#turn(edit, edit.before);
  }

  async redo(): Promise<Undone> {
    await this.#reply('redo', true);
    const edit = this.#undone.pop();
    if (!edit) throw new ApiError('not_found', 'There is nothing to redo.');
    return this.#turn(edit, edit.after);
  }

  async setSetting<K extends keyof Settings>(key: K, value: Settings[K]) {
    await this.#reply(`set ${key}`, true);
    this.#settings = {...this.#settings, [key]: value};
  }

  async importFile(): Promise<ImportReport | null> {
    await this.#reply('import', true);
    return {imported: 128, projects: 6, tags: 14, losses: [{item: 'Plan the summer', what: 'a file attached to it'}, {item: 'Team lunch', what: 'who it was assigned to'}]};
  }

  async openLink(url: string) {
    await this.#reply(`open ${url}`);
  }

  async syncStatus(): Promise<SyncStatus> {
    await this.#reply('syncStatus');
    return this.sync;
  }

  async signIn(server: string, email: string, password: string, register: boolean): Promise<SignedIn> {
    await this.#reply(`signIn ${server} ${email} ${register}`, true);
    if (password === 'not the password') throw new ApiError('invalid', 'The address or the password is not right.', 'account');
    if (server.includes('nowhere')) throw new ApiError('failed', `There is no answer from ${server}.`);
    if (!this.signedIn.mail_sent) this.sync = anAccount({server, email, last_sync: new Date().toISOString()});
    return this.signedIn;
  }

  async signOut() {
    await this.#reply('signOut', true);
    const {server, email} = this.sync;
    this.sync = {...noAccount(), server, ...(email && {email})};
  }

  async devices(): Promise<Device[]> {
    await this.#reply('devices');
    if (this.sync.state === 'offline') throw new ApiError('failed', 'The server cannot be reached.');
    return this.mates;
  }

  async revokeDevice(id: string) {
    await this.#reply(`revokeDevice ${id}`, true);
    this.mates = this.mates.map((device) => (device.id === id ? {...device, revoked: new Date().toISOString()} : device));
  }

  async syncNow() {
    await this.#reply('syncNow');
    if (this.sync.state === 'synced') this.tell({last_sync: new Date().toISOString()});
  }

  /** A new status of sync, as the program would tell it. */
  tell(change: Partial<SyncStatus>) {
    this.sync = {...this.sync, ...change};
    this.emit('sync', this.sync);
  }

  on<K extends keyof ApiEvents>(event: K, fn: (payload: ApiEvents[K]) => void): () => void {
    const set = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, set.add(fn as (payload: never) => void));
    return () => set.delete(fn as (payload: never) => void);
  }

  /** What the program would tell the window. */
  emit<K extends keyof ApiEvents>(event: K, payload: ApiEvents[K]) {
    for (const fn of this.#listeners.get(event) ?? []) fn(payload as never);
  }

  async #reply(call: string, changes = false) {
    this.calls.push(call);
    await (this.delay > 0 ? new Promise((done) => setTimeout(done, this.delay)) : null);
    if (!changes || !this.refuse) return;
    const words = this.refuse;
    this.refuse = '';
    throw new ApiError('failed', words);
  }

  #get(id: string): Task {
    const task = this.#tasks.get(id);
    if (!task) throw new ApiError('not_found', 'This task is no longer there.');
    return task;
  }

  #open(): Task[] {
    return [...this.#tasks.values()].filter((task) => task.status !== 'completed' && !task.deleted_at);
  }

  #inToday(task: Task) {
    return Boolean((task.due && task.due.date <= today()) || (task.start && task.start.date <= today()));
  }

  #sections(view: View, id?: string): Section[] {
    const open = this.#open();
    const all = [...this.#tasks.values()];
    const section = (key: string, list: Task[], title = ''): Section => ({key, title, tasks: list, total: list.length});
    const done = all.filter((task) => task.completed_at && !task.deleted_at).sort((a, b) => (b.completed_at ?? '').localeCompare(a.completed_at ?? ''));
    switch (view) {
      case 'inbox': return [section('all', open.filter((task) => !task.project))];
      case 'today': {
        const here = open.filter((task) => this.#inToday(task));
        const over = (task: Task) => Boolean(task.due && task.due.date < today());
        return [
          section('planned', here.filter((task) => !over(task) && task.section !== 'evening')), section('overdue', here.filter(over).sort(byDue).reverse()),
          section('evening', here.filter((task) => !over(task) && task.section === 'evening').sort(byDue)), section('done', done.filter((task) => task.completed_at?.startsWith(today()))),
        ];
      }
      case 'upcoming': {
        const dated = open.filter((task) => task.due && task.due.date > today()).sort(byDue);
        return [...new Set(dated.map((task) => task.due?.date ?? ''))].map((day) => section(day, dated.filter((task) => task.due?.date === day)));
      }
      case 'anytime': {
        const free = open.filter((task) => !task.due);
        return [...new Set(free.map((task) => task.project ?? ''))].sort().map((name) => section(name || 'none', free.filter((task) => (task.project ?? '') === name), name || 'Inbox'));
      }
      case 'project': {
        const mine = open.filter((task) => task.project_id === id);
        return [...new Set(mine.map((task) => task.section_id ?? ''))].sort().map((key) => section(key || 'all', mine.filter((task) => (task.section_id ?? '') === key), mine.find((task) => task.section_id === key)?.section ?? ''));
      }
      case 'tag': return [section('all', open.filter((task) => task.tags?.includes(tags.find((tag) => tag.id === id)?.name ?? '\0')))];
      case 'done': return [section('all', done)];
      case 'trash': return [section('all', all.filter((task) => task.deleted_at))];
    }
  }

  #with(task: Task, field: string, value: string): Task {
    const day = (): When | undefined => {
      if (!value) return undefined;
      const found = parseWhen(value);
      if (!found) throw new ApiError('invalid', `“${value}” is not a date.`, field);
      return found;
    };
    switch (field) {
      case 'title':
        if (!value.trim()) throw new ApiError('invalid', 'A task needs a title.', 'title');
        return {...task, title: value.trim()};
      case 'description': return {...task, description: value};
      case 'parent': return {...task, parent: value || undefined};
      case 'priority': return {...task, priority: (value || 'p3') as Priority};
      case 'due': return {...task, due: day()};
      case 'start': return {...task, start: day()};
      case 'deadline': return {...task, deadline: day()};
      case 'estimate_min': return {...task, estimate_min: value ? Number(value) : undefined};
      case 'project': {
        const found = projects.find((one) => one.name.toLowerCase() === value.toLowerCase());
        if (value && !found) throw new ApiError('invalid', `There is no project “${value}”.`, 'project');
        return {...task, project: found?.name, project_id: found?.id, section: undefined, section_id: undefined};
      }
      case 'recurrence': return {...task, recurrence: value ? {rrule: 'FREQ=WEEKLY', anchor: 'schedule', policy: 'keep_one'} : undefined};
      case 'tags+': return {...task, tags: [...(task.tags ?? []), value]};
      case 'tags-': return {...task, tags: (task.tags ?? []).filter((tag) => tag !== value)};
      case 'blocked_by+': return {...task, blocked_by: [...(task.blocked_by ?? []), this.#get(value).id]};
      case 'blocked_by-': return {...task, blocked_by: (task.blocked_by ?? []).filter((id) => id !== value)};
      default: throw new ApiError('invalid', `There is no field ${field}.`, field);
    }
  }

  #write(intent: string, made: Task[]): Change {
    const before = new Map(made.map((task) => [task.id, this.#tasks.get(task.id)]));
    for (const task of made) this.#tasks.set(task.id, task);
    this.#edits.push({intent, before, after: new Map(made.map((task) => [task.id, task]))});
    this.emit('changed', undefined);
    return {seq: this.#edits.length, tasks: made};
  }

  #turn(edit: Edit, to: Map<string, Task | undefined>): Undone {
    for (const [id, task] of to) {
      if (task) this.#tasks.set(id, task);
      else this.#tasks.delete(id);
    }
    this.emit('changed', undefined);
    return {seq: this.#edits.indexOf(edit) + 1, intent: edit.intent, tasks: [...to.values()].filter((task) => task !== undefined)};
  }
}
