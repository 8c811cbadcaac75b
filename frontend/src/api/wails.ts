/** The program behind the window, through the bindings that Wails puts on `window`. Nothing else touches them. */
import {ApiError, type Api, type ApiEvents, type Device, type Page, type Ranked, type Sidebar, type Task} from './api';

type Bound = Record<string, ((...args: unknown[]) => Promise<unknown>) | undefined>;

declare global {
  interface Window {
    go?: {desktop?: {Api?: Bound}};
    runtime?: {EventsOn(name: string, fn: (...data: unknown[]) => void): () => void};
  }
}

/** An object with a message, or one written as JSON: Wails makes a text of whatever a call was refused with. */
function told(cause: unknown): {code?: unknown; message: unknown; field?: unknown} | null {
  const text = cause instanceof Error ? cause.message : cause;
  if (typeof text === 'string' && text.startsWith('{')) {
    try {
      return told(JSON.parse(text));
    } catch {
      return null; // a message that merely begins like JSON
    }
  }
  return typeof cause === 'object' && cause !== null && 'message' in cause ? (cause as {message: unknown}) : null;
}

/** What the program says of a refused call. Anything else that was thrown is a fault of the bridge itself. */
function refused(cause: unknown): ApiError {
  const {code, message, field} = told(cause) ?? {message: cause instanceof Error ? cause.message : cause};
  const known = code === 'invalid' || code === 'not_found' ? code : 'failed';
  const words = typeof message === 'string' && message && message !== '[object Object]' ? message : 'The program could not do that.';
  return new ApiError(known, words, typeof field === 'string' ? field : '');
}

async function call<T>(method: string, ...args: unknown[]): Promise<T> {
  const bound = window.go?.desktop?.Api?.[method];
  if (!bound) throw new ApiError('failed', `This version of the program cannot do that (${method}).`);
  try {
    return (await bound(...args)) as T;
  } catch (cause) {
    throw refused(cause);
  }
}

// An empty list of Go arrives as null, so the lists are made whole here and nowhere else.
export const wailsApi: Api = {
  boot: () => call('Boot'),
  async sidebar() {
    const bar = await call<Sidebar>('Sidebar');
    return {...bar, projects: bar.projects ?? [], tags: bar.tags ?? []};
  },
  async list(req) {
    const page = await call<Page>('List', req);
    return {...page, sections: (page.sections ?? []).map((part) => ({...part, tasks: part.tasks ?? []}))};
  },
  async next(limit) {
    const ranked = (await call<Ranked[] | null>('Next', limit)) ?? [];
    return ranked.map((entry) => ({...entry, terms: entry.terms ?? []}));
  },
  search: async (text, limit) => (await call<Task[] | null>('Search', text, limit)) ?? [],
  get: (id) => call('Get', id),
  parse: (line) => call('Parse', line),
  add: (line, view, id = '') => call('Add', line, view, id),
  edit: (ids, fields) => call('Edit', ids, fields),
  complete: (ids) => call('Complete', ids),
  reopen: (ids) => call('Reopen', ids),
  start: (id) => call('Start', id),
  notNow: (id) => call('NotNow', id),
  remove: (ids) => call('Remove', ids),
  restore: (ids) => call('Restore', ids),
  undo: (seq) => call('Undo', seq),
  redo: () => call('Redo'),
  // A setting's value goes over as JSON: the binding has one type for all of them.
  setSetting: (key, value) => call('SetSetting', key, JSON.stringify(value)),
  importFile: () => call('ImportFile'),
  openLink: (url) => call('OpenLink', url),
  syncStatus: () => call('SyncStatus'),
  signIn: (server, email, password, register) => call('SignIn', server, email, password, register),
  signOut: () => call('SignOut'),
  devices: async () => (await call<Device[] | null>('Devices')) ?? [],
  revokeDevice: (id) => call('RevokeDevice', id),
  syncNow: () => call('SyncNow'),
  on<K extends keyof ApiEvents>(event: K, fn: (payload: ApiEvents[K]) => void) {
    return window.runtime?.EventsOn(event, (...data) => fn(data[0] as ApiEvents[K])) ?? (() => undefined);
  },
};
