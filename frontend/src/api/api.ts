/**
 * What the window asks of the program behind it. `wails.ts` is the real one,
 * `fake.ts` an in-memory one for tests and the gallery; nothing else knows which it is.
 *
 * Names and shapes are those of the command line's JSON, so that one description serves both.
 */

export type Priority = 'p1' | 'p2' | 'p3' | 'p4' | 'p5';
export type Status = 'pending' | 'in_progress' | 'completed';

/** A day, a floating time of a day, or a time of a day in a zone. */
export interface When {
  date: string; // YYYY-MM-DD
  time?: string; // HH:MM
  zone?: string; // IANA name
}

/** A task with names in place of the ids of its project, section and tags. Instants are RFC 3339. */
export interface Task {
  id: string;
  title: string;
  description?: string;
  status: Status;
  priority: Priority;
  project?: string; // name
  project_id?: string;
  section?: string; // name
  section_id?: string;
  parent?: string; // id
  tags?: string[]; // names
  start?: When;
  due?: When;
  deadline?: When;
  estimate_min?: number;
  spent_min?: number;
  recurrence?: {rrule: string; anchor: string; policy: string};
  reminders?: string[];
  blocked_by?: string[]; // ids
  rank?: string;
  pinned?: boolean;
  created_at?: string;
  started_at?: string;
  completed_at?: string;
  deleted_at?: string;
  snoozed_until?: string;
  source?: string;
}

/** One summand of a score. Points of all terms add up to the score. */
export interface Term {
  name: string; // importance, urgency, effort, unblocks, age, fit, continuity, not_now
  value: number;
  weight: number;
  points: number;
  why: string; // a sentence with numbers
}

/** A task with its score and the reason for it, best first. */
export interface Ranked {
  task: Task;
  score: number;
  terms: Term[];
  reason: string; // the two strongest gains, one sentence
  despite?: string; // the largest loss, if any
  change?: string; // what would put another task first
  missed?: boolean; // its hard deadline has passed: decide
}

export type View = 'inbox' | 'today' | 'upcoming' | 'anytime' | 'project' | 'tag' | 'done' | 'trash';

export interface ListRequest {
  view: View;
  id?: string; // of the project or tag
  limit: number; // tasks of all sections together
}

/** A heading with its tasks. Today has planned, overdue, evening and done; upcoming one per day. */
export interface Section {
  key: string; // planned | overdue | evening | done | a section's id | a date YYYY-MM-DD | all
  title: string; // a section's name; empty where the window has its own word for the key
  tasks: Task[];
  total: number; // tasks it has, however many were asked for
}

export interface Page {
  sections: Section[];
  capacity?: {planned_min: number; free_min: number}; // today only
}

export interface Project {
  id: string;
  name: string;
  area?: string;
  color: string; // #RRGGBB
  open: number;
}

export interface Tag {
  id: string;
  name: string;
  open: number;
}

export interface Sidebar {
  inbox: number;
  today: number;
  projects: Project[];
  tags: Tag[];
}

/** A part of a quick-add line that was understood. Offsets are bytes of the UTF-8 text. */
export interface Span {
  start: number;
  end: number;
  kind: string; // project section tag person priority estimate due deadline start reminder recurrence blocked_by notes literal
  text: string;
  doubtful: boolean; // offered, not applied
  label: string; // for a chip: "tomorrow 17:00", "30 min", "p1"
}

/** A quick-add line, and which of its doubtful spans were accepted or certain ones turned back into text (by their text). */
export interface QuickAddLine {
  text: string;
  accept?: string[];
  reject?: string[];
}

export interface Parsed {
  title: string;
  spans: Span[];
  summary: string; // "Inbox · tomorrow 17:00"
}

/** What an edit did: the tasks as they now are, and the number to undo it by. */
export interface Change {
  seq: number;
  tasks: Task[];
}

/** What undo or redo did: intent is that of the edit concerned (add, complete, edit, delete …). */
export interface Undone {
  seq: number;
  intent: string;
  tasks: Task[];
}

export interface Settings {
  theme: 'system' | 'light' | 'dark';
  sidebar_hidden: boolean;
}

export interface Boot {
  version: string;
  first_run: boolean; // the teaching tasks were just made
  settings: Settings;
}

export interface ImportReport {
  imported: number;
  projects: number;
  tags: number;
  losses: {item: string; what: string}[]; // what could not be kept
  skipped?: number; // were imported before
  seq?: number; // to undo it by
}

export type SyncState = 'local' | 'pending' | 'syncing' | 'synced' | 'offline' | 'sign_in_needed' | 'upgrade_required' | 'attention';

/** How sync is: for the dot, and for the panel behind it. */
export interface SyncStatus {
  state: SyncState;
  pending: number; // changes that the server does not have yet
  quarantined: number; // changes that it will never take
  last_sync: string | null;
  server: string; // its address; empty where there never was an account, kept after signing out
  email?: string;
  device_id: string;
  digest: string; // equal on two devices that hold the same
  error?: string; // what is wrong, in words for the user
  retry_in_s?: number;
  stream?: boolean; // changes arrive as they happen, not by asking
  elsewhere?: boolean; // another program syncs this data
}

export interface Device {
  id: string;
  name: string;
  platform: string; // linux, darwin, windows
  version: string;
  created: string;
  last_seen: string;
  revoked?: string;
  current: boolean; // it is this one
}

/** What a sign-in came to. */
export interface SignedIn {
  mail_sent: boolean; // nothing yet: a letter is on its way, and its link is to be followed first
  in_file: boolean; // for want of a keyring the session is in a private file
}

/** A refused call. The message is shown as it stands. */
export class ApiError extends Error {
  constructor(
    readonly code: 'invalid' | 'not_found' | 'failed',
    message: string,
    readonly field = '',
  ) {
    super(message);
  }
}

/** The events of the program: `changed` says that anything may differ, also by another program's edit. */
export interface ApiEvents {
  changed: undefined;
  'open-task': string; // id
  'quick-add': string; // text to start with
  sync: SyncStatus; // each new one, while the program syncs
}

export interface Api {
  boot(): Promise<Boot>;
  sidebar(): Promise<Sidebar>;
  list(req: ListRequest): Promise<Page>;
  next(limit: number): Promise<Ranked[]>;
  search(text: string, limit: number): Promise<Task[]>;
  get(id: string): Promise<Task>;

  parse(line: QuickAddLine): Promise<Parsed>;
  /** Adds a task; the view it was typed in gives its project, tag or day where the line names none. */
  add(line: QuickAddLine, view: View | 'now', id?: string): Promise<Change>;
  /** Sets fields as the command line's `edit` does: names in, an empty value clears, `tags+` and `tags-` add and remove. */
  edit(ids: string[], fields: Record<string, string>): Promise<Change>;
  complete(ids: string[]): Promise<Change>;
  reopen(ids: string[]): Promise<Change>;
  start(id: string): Promise<Change>;
  notNow(id: string): Promise<void>;
  remove(ids: string[]): Promise<Change>;
  restore(ids: string[]): Promise<Change>;
  /** Undoes the edit with the given number, or the latest one for 0. */
  undo(seq: number): Promise<Undone>;
  redo(): Promise<Undone>;

  setSetting<K extends keyof Settings>(key: K, value: Settings[K]): Promise<void>;
  /** Lets the user choose a file and imports it; null when the dialog was cancelled. */
  importFile(): Promise<ImportReport | null>;
  /** Opens an http, https or mailto link outside the window. */
  openLink(url: string): Promise<void>;

  syncStatus(): Promise<SyncStatus>;
  /** Signs this device in, to a new account if register is true. An `invalid` refusal names the field `server` or `account`. */
  signIn(server: string, email: string, password: string, register: boolean): Promise<SignedIn>;
  /** Signs this device out. What is here stays. */
  signOut(): Promise<void>;
  /** The devices of the account, this one first. They are asked of the server. */
  devices(): Promise<Device[]>;
  revokeDevice(id: string): Promise<void>;
  /** Tries now, where the next try would come later. */
  syncNow(): Promise<void>;

  on<K extends keyof ApiEvents>(event: K, fn: (payload: ApiEvents[K]) => void): () => void;
}
