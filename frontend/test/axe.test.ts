import axe from 'axe-core';
import {beforeEach, describe, expect, test} from 'vitest';
import {page} from 'vitest/browser';
import type {FakeState} from '../src/api/fake';
import type {Place} from '../src/lib/place';
import {one, openWindow, press, settled, soon, all} from './help';

beforeEach(() => page.viewport(1360, 820));

interface Scene {
  name: string;
  state?: FakeState;
  place?: Place;
  size?: [number, number];
  /** An open list of suggestions lies over the fields below it, which makes them smaller targets while it is there. */
  covers?: boolean;
  act?: () => Promise<unknown>;
}

const scenes: Scene[] = [
  {name: 'Today'},
  {name: 'Today with a task open', act: () => press('j', '{Enter}')},
  {name: 'Today with a date being edited', covers: true, act: () => press('j', 't')},
  {name: 'Today with notes being edited', act: async () => { await press('j', '{Enter}'); await soon(() => expect(all('mf-notes .edit')).toHaveLength(1)); one('mf-notes .edit').click(); await settled(); }},
  {name: 'Now', place: {view: 'now'}},
  {name: 'Now with the score', place: {view: 'now'}, act: async () => { one('mf-now-card .quiet').click(); await settled(); }},
  {name: 'Inbox', place: {view: 'inbox'}, act: () => press('j')},
  {name: 'Upcoming', place: {view: 'upcoming'}},
  {name: 'Anytime', place: {view: 'anytime'}},
  {name: 'a project', place: {view: 'project', id: 'berlin'}},
  {name: 'a tag', place: {view: 'tag', id: 'tag-email'}},
  {name: 'Done', place: {view: 'done'}},
  {name: 'Trash', place: {view: 'trash'}},
  {name: 'the first run', state: 'first-run'},
  {name: 'an empty Today', state: 'empty'},
  {name: 'an empty Inbox', state: 'empty', place: {view: 'inbox'}},
  {name: 'an empty Now', state: 'empty', place: {view: 'now'}},
  {name: 'a list that failed', state: 'failing'},
  {name: 'quick add', act: async () => { await press('q'); const field = one('mf-quick-add textarea') as HTMLTextAreaElement; field.value = 'Water every week #Garden ~10m sun'; field.dispatchEvent(new Event('input')); await soon(() => expect(all('mf-quick-add .chip').length).toBe(4)); }},
  {name: 'search', act: async () => { await press('/'); const field = one('mf-search-panel input') as HTMLInputElement; field.value = 're'; field.dispatchEvent(new Event('input')); await soon(() => expect(all('[role=option]').length).toBeGreaterThan(3)); }},
  {name: 'the keys', act: () => press('?')},
  {name: 'toasts', act: () => press('j', '2')},
  {name: 'rescheduling', act: async () => { one('mf-reschedule .link').click(); await settled(); }},
  {name: 'a small window with a task open', size: [720, 520], act: () => press('j', '{Enter}')},
  {name: 'a narrow window', size: [420, 760]},
];

describe.each(['light', 'dark'] as const)('in the %s theme axe finds nothing wrong with', (theme) => {
  test.each(scenes.map((scene) => [scene.name, scene] as const))('%s', async (_, {state, place, size, act, covers = false}) => {
    if (size) await page.viewport(...size);
    const {stores} = await openWindow(state, place);
    await stores.set('theme', theme);
    await settled();
    await act?.();
    await settled();
    const {violations} = await axe.run(document.body, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], rules: {'target-size': {enabled: !covers}}});
    const found = violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.target.join(' ')} — ${node.failureSummary ?? ''}`).join('\n')}`);
    expect(found).toEqual([]);
  });
});
