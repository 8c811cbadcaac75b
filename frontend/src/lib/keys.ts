/** The one table of keys: it binds them, and the help sheet is made from it. */

export interface Binding {
  id: string;
  /** Alternatives; a space parts the strokes of a sequence, `Mod` is Ctrl, or ⌘ on a Mac. */
  keys: string[];
  label: string;
  group: 'Capture' | 'Move' | 'Task' | 'Go to' | 'Window';
}

export const bindings = [
  {id: 'quick-add', keys: ['q'], label: 'Add a task', group: 'Capture'},
  {id: 'search', keys: ['/'], label: 'Search', group: 'Capture'},
  {id: 'undo', keys: ['Mod+z'], label: 'Undo', group: 'Capture'},
  {id: 'redo', keys: ['Mod+Shift+z'], label: 'Redo', group: 'Capture'},
  {id: 'next', keys: ['j', 'ArrowDown'], label: 'Next task', group: 'Move'},
  {id: 'previous', keys: ['k', 'ArrowUp'], label: 'Previous task', group: 'Move'},
  {id: 'first', keys: ['Home'], label: 'First task', group: 'Move'},
  {id: 'last', keys: ['End'], label: 'Last task', group: 'Move'},
  {id: 'open', keys: ['Enter'], label: 'Open', group: 'Move'},
  {id: 'close', keys: ['Escape'], label: 'Close', group: 'Move'},
  {id: 'sidebar', keys: ['['], label: 'Show or hide the sidebar', group: 'Window'},
  {id: 'help', keys: ['?'], label: 'This sheet', group: 'Window'},
  {id: 'done', keys: ['e', ' '], label: 'Done', group: 'Task'},
  {id: 'p1', keys: ['1'], label: 'Priority p1, highest', group: 'Task'},
  {id: 'p2', keys: ['2'], label: 'Priority p2', group: 'Task'},
  {id: 'p3', keys: ['3'], label: 'Priority p3, normal', group: 'Task'},
  {id: 'p4', keys: ['4'], label: 'Priority p4', group: 'Task'},
  {id: 'p5', keys: ['5'], label: 'Priority p5, lowest', group: 'Task'},
  {id: 'due', keys: ['t'], label: 'Due date', group: 'Task'},
  {id: 'start', keys: ['s'], label: 'Start the task on Now', group: 'Task'},
  {id: 'delete', keys: ['Delete'], label: 'Delete', group: 'Task'},
  {id: 'go-now', keys: ['g n'], label: 'Now', group: 'Go to'},
  {id: 'go-today', keys: ['g t'], label: 'Today', group: 'Go to'},
  {id: 'go-inbox', keys: ['g i'], label: 'Inbox', group: 'Go to'},
  {id: 'go-upcoming', keys: ['g u'], label: 'Upcoming', group: 'Go to'},
  {id: 'go-anytime', keys: ['g a'], label: 'Anytime', group: 'Go to'},
  {id: 'sync', keys: ['g s'], label: 'Sync and devices', group: 'Go to'},
] as const satisfies readonly Binding[];

export type Command = (typeof bindings)[number]['id'];

const mac = /Mac|iPhone|iPad/.test(navigator.platform);
const sequenceMs = 1000;

/** A key as the sheet prints it, one entry for each stroke and modifier. */
export function keyCaps(keys: string): string[] {
  const names: Record<string, string> = {
    ArrowDown: '↓', ArrowUp: '↑', ' ': 'Space', Escape: 'Esc', Delete: 'Del', Mod: mac ? '⌘' : 'Ctrl', Shift: mac ? '⇧' : 'Shift',
  };
  if (keys === ' ') return ['Space'];
  return keys.split(/[ +]/).map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

/**
 * The stroke of an event in the table's spelling. Letters and signs go by the character that was
 * typed, so `?` and `/` work on every layout; Shift only counts beside a modifier or a named key.
 */
function stroke(event: KeyboardEvent): string {
  const mod = mac ? event.metaKey : event.ctrlKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && (mod || event.key.length > 1);
  return `${mod ? 'Mod+' : ''}${shift ? 'Shift+' : ''}${key}`;
}

/** The innermost element that has the focus, through shadow roots. */
export function deepFocus(root: Document | ShadowRoot = document): Element | null {
  const active = root.activeElement;
  return active?.shadowRoot?.activeElement ? deepFocus(active.shadowRoot) : active;
}

function isField(target: EventTarget | undefined): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Keys that a focused control needs for itself. */
function isTheirs(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (target instanceof HTMLInputElement && target.type === 'radio') return event.key === ' ' || event.key.startsWith('Arrow');
  return (target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement) && (event.key === 'Enter' || event.key === ' ');
}

let resting = 0;

/** While something modal lies over the window, its keys rest: what they would change cannot be seen. Returns how to wake them. */
export function restKeys(): () => void {
  resting++;
  let asleep = true;
  return () => {
    if (asleep) resting--;
    asleep = false;
  };
}

/** Binds the table. The handler says whether it used the key; one it did not use goes on to the page. */
export function bindKeys(run: (command: Command) => boolean): () => void {
  const table = new Map<string, Command>();
  for (const {id, keys} of bindings) for (const key of keys) table.set(key, id);
  const openers = new Set([...table.keys()].filter((key) => /^\S /.test(key)).map((key) => key.charAt(0)));
  let first = '';
  let firstAt = 0;

  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || event.altKey) return;
    if (!mac && event.metaKey) return;
    if (isField(event.composedPath()[0]) || isTheirs(event) || resting > 0) return;
    const typed = stroke(event);
    const waiting = first && event.timeStamp - firstAt < sequenceMs ? first : '';
    first = '';
    const command = (waiting ? table.get(`${waiting} ${typed}`) : undefined) ?? table.get(typed);
    if (command) {
      if (run(command)) event.preventDefault();
    } else if (openers.has(typed)) {
      first = typed;
      firstAt = event.timeStamp;
    }
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}
