import type {LitElement} from 'lit';
import {userEvent} from 'vitest/browser';
import {expect} from 'vitest';
import type {Task} from '../src/api/api';
import {FakeApi, type FakeState} from '../src/api/fake';
import type {Place} from '../src/lib/place';
import type {Stores} from '../src/state/stores';
import {open} from '../src/views/open';

/** Puts a component with its properties on the page. */
export async function mount<E extends LitElement>(element: E, properties: Partial<E> = {}): Promise<E> {
  Object.assign(element, properties);
  document.body.append(element);
  await element.updateComplete;
  return element;
}

export const nextEvent = <K extends keyof HTMLElementEventMap>(target: EventTarget, name: K) =>
  new Promise<HTMLElementEventMap[K]>((done) => target.addEventListener(name, (event) => done(event as HTMLElementEventMap[K]), {once: true}));

export const aTask = (fields: Partial<Task> = {}): Task => ({id: 't1', title: 'Buy milk', status: 'pending', priority: 'p3', ...fields});

/** Every element inside a node, through all shadow roots. */
function inside(root: ParentNode): HTMLElement[] {
  const shadow = root instanceof Element && root.shadowRoot ? inside(root.shadowRoot) : [];
  return [...shadow, ...[...root.children].flatMap((child) => [child as HTMLElement, ...inside(child)])];
}

/** Every element that matches; a space in the selector means "somewhere inside", also across shadow roots. */
export function all(selector: string): HTMLElement[] {
  let found: ParentNode[] = [document];
  for (const part of selector.split(' ')) found = [...new Set(found.flatMap((root) => inside(root).filter((element) => element.matches(part))))];
  return found as HTMLElement[];
}

export function one(selector: string): HTMLElement {
  const [found] = all(selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found;
}

/** What is written on an element and inside it, shadow roots and slots included. */
export function textOf(node: Node): string {
  if (node instanceof HTMLStyleElement) return '';
  if (node instanceof Text) return node.data;
  const children = node instanceof Element && node.shadowRoot ? node.shadowRoot.childNodes : node.childNodes;
  return [...children].map(textOf).join(' ').replace(/\s+/g, ' ').trim();
}

export const soon = (check: () => void | Promise<void>, timeout = 4000) => expect.poll(async () => { await check(); return true; }, {timeout, interval: 20}).toBe(true);

/** Opens the whole window on sample data. */
export async function openWindow(state: FakeState = 'usual', place?: Place): Promise<{api: FakeApi; stores: Stores}> {
  const api = new FakeApi(state);
  const stores = await open(api);
  if (place) await stores.screen.go(place);
  await customElements.whenDefined('mf-overlays');
  await settled();
  return {api, stores};
}

/** Waits until no element on the page has something left to draw. */
export async function settled() {
  for (let i = 0; i < 5; i++) {
    await Promise.all(all('*').filter((element) => element.localName.startsWith('mf-')).map((element) => (element as LitElement).updateComplete));
    await new Promise((done) => requestAnimationFrame(done));
  }
}

export async function press(...keys: string[]) {
  for (const key of keys) await userEvent.keyboard(key);
  await settled();
}

export const rows = () => all('mf-task-row').map((row) => (row as HTMLElement & {task: Task}).task.title);
export const selectedRow = () => all('mf-task-row[selected]').map((row) => (row as HTMLElement & {task: Task}).task.title)[0];
