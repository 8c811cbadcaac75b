import {afterEach, describe, expect, test, vi} from 'vitest';
import {FakeApi} from '../src/api/fake';
import {Refresher} from '../src/state/latest';
import {Stores} from '../src/state/stores';
import {Toasts} from '../src/state/toasts';

const open: Stores[] = [];
async function boot(api = new FakeApi()) {
  const stores = new Stores(api);
  open.push(stores);
  await stores.boot();
  return {api, stores};
}

afterEach(() => {
  vi.useRealTimers();
  for (const stores of open.splice(0)) stores.shutDown();
});

const titles = (stores: Stores) => stores.screen.rows.value.map((task) => task.title);

describe('the screen', () => {
  test('a slow reply does not replace a newer one', async () => {
    const {api, stores} = await boot();
    api.delay = 60;
    const slow = stores.screen.go({view: 'inbox'});
    api.delay = 0;
    await stores.screen.go({view: 'done'});
    await slow;
    expect(stores.screen.shown.value?.place.view).toBe('done');
  });

  test('the cursor stays on its task when the list changes around it', async () => {
    const {api, stores} = await boot();
    await stores.screen.go({view: 'inbox'});
    stores.screen.move('last');
    const id = stores.screen.cursor.value;
    await api.remove([stores.screen.rows.value[0]?.id ?? '']);
    await stores.refresh();
    expect(stores.screen.cursor.value).toBe(id);
  });

  test('when its task goes, the cursor takes the next one, at the end the one before', async () => {
    const {stores} = await boot();
    await stores.screen.go({view: 'inbox'});
    stores.screen.move('first');
    const [first, second] = stores.screen.rows.value;
    stores.screen.drop([first?.id ?? '']);
    expect(stores.screen.cursor.value).toBe(second?.id);
    stores.screen.move('last');
    stores.screen.drop([stores.screen.cursor.value]);
    expect(stores.screen.cursor.value).toBe(stores.screen.rows.value.at(-1)?.id);
  });

  test('an event of another program is read without losing the place', async () => {
    const {api, stores} = await boot();
    await api.edit(['t3'], {title: 'Call the dentist today'});
    await vi.waitFor(() => expect(titles(stores)).toContain('Call the dentist today'));
  });

  test('a burst of events costs one refresh, not one each', async () => {
    const {api} = await boot();
    api.calls.length = 0;
    for (let i = 0; i < 50; i++) api.emit('changed', undefined);
    await new Promise((done) => setTimeout(done, 120));
    expect(api.calls.filter((call) => call === 'list today')).toHaveLength(1);
  });

  test('a list grows by asking for more, until there is no more', async () => {
    const {stores} = await boot(new FakeApi('many'));
    await stores.screen.go({view: 'inbox'});
    expect(stores.screen.rows.value).toHaveLength(200);
    await stores.screen.grow();
    expect(stores.screen.rows.value).toHaveLength(400);
  });

  test('a list that cannot be read says so and keeps what it has', async () => {
    const {api, stores} = await boot();
    api.list = () => Promise.reject(new Error('The disk is full.'));
    await stores.refresh();
    expect(stores.screen.failure.value).toBe('The disk is full.');
    expect(titles(stores).length).toBeGreaterThan(0);
  });
});

describe('refreshing', () => {
  test('asking while one runs makes exactly one more', async () => {
    let runs = 0;
    const refresher = new Refresher(async () => { runs++; await new Promise((done) => setTimeout(done, 10)); });
    const first = refresher.now();
    for (let i = 0; i < 5; i++) void refresher.now();
    await first;
    expect(runs).toBe(2);
  });
});

describe('tasks', () => {
  test('a completed row stays for a moment, then leaves', async () => {
    const {stores} = await boot();
    const [task] = stores.screen.rows.value;
    if (!task) throw new Error('no task');
    const done = stores.tasks.complete([task]);
    expect(stores.screen.leaving.value.get(task.id)).toBe('checked');
    await new Promise((later) => setTimeout(later, 300));
    expect(titles(stores)).toContain(task.title);
    await done;
    expect(titles(stores)).not.toContain(task.title);
  });

  test('undone in time, the row stays', async () => {
    const {stores} = await boot();
    const [task] = stores.screen.rows.value;
    if (!task) throw new Error('no task');
    const done = stores.tasks.complete([task]);
    await new Promise((later) => setTimeout(later, 100));
    stores.toasts.list.value[0]?.action?.run();
    await done;
    await stores.refresh();
    expect(stores.screen.rows.value.find((one) => one.id === task.id)?.status).toBe('pending');
  });

  test('a refused completion unticks the row and says why', async () => {
    const {api, stores} = await boot();
    const [task] = stores.screen.rows.value;
    if (!task) throw new Error('no task');
    api.refuse = 'The disk is full.';
    await stores.tasks.complete([task]);
    expect(stores.screen.leaving.value.size).toBe(0);
    expect(stores.toasts.list.value.at(-1)).toMatchObject({text: 'The disk is full.', error: true});
  });

  test('a refused edit is rolled back', async () => {
    const {api, stores} = await boot();
    const [task] = stores.screen.rows.value;
    if (!task) throw new Error('no task');
    api.refuse = 'No.';
    const saving = stores.tasks.setPriority([task], 'p5');
    expect(stores.screen.rows.value[0]?.priority).toBe('p5');
    await saving;
    expect(stores.screen.rows.value[0]?.priority).toBe('p1');
  });

  test('a refused deletion brings the row back', async () => {
    const {api, stores} = await boot();
    const before = titles(stores);
    api.refuse = 'No.';
    await stores.tasks.remove(stores.screen.rows.value.slice(0, 1));
    expect(titles(stores)).toEqual(before);
  });

  test('an edit that did nothing offers no Undo, which would undo another', async () => {
    const {api, stores} = await boot();
    api.complete = () => Promise.resolve({seq: 0, tasks: []});
    await stores.tasks.complete(stores.screen.rows.value.slice(0, 1));
    expect(stores.toasts.list.value.at(-1)?.action).toBeUndefined();
  });

  test('undo and redo go through the program', async () => {
    const {api, stores} = await boot();
    await stores.tasks.remove(stores.screen.rows.value.slice(0, 1));
    await stores.tasks.undo();
    await stores.refresh();
    expect(titles(stores)[0]).toBe('Send the signed contract to Ana');
    await stores.tasks.redo();
    expect(api.calls).toContain('redo');
  });

  test('all overdue tasks move, also those beyond what is loaded', async () => {
    const {api, stores} = await boot();
    const {shown} = stores.screen;
    const page = shown.value?.page;
    if (!page || !shown.value) throw new Error('no page');
    shown.value = {...shown.value, page: {...page, sections: page.sections.map((part) => (part.key === 'overdue' ? {...part, tasks: part.tasks.slice(0, 1)} : part))}};
    await stores.tasks.rescheduleOverdue('tomorrow');
    expect(api.calls.find((call) => call.startsWith('edit'))).toBe('edit t6,t7 {"due":"tomorrow"}');
  });
});

describe('what is typed into a task', () => {
  test('is saved once and then no longer a draft', async () => {
    const {api, stores} = await boot();
    const task = await api.get('t3');
    stores.detail.open(task);
    stores.detail.setDraft('t3', 'title', 'Call the dentist at noon');
    await stores.tasks.saveDraft(task, 'title');
    expect(stores.detail.drafts.value.size).toBe(0);
    expect((await api.get('t3')).title).toBe('Call the dentist at noon');
  });

  test('is sent once, however many ask for it, and a refusal is told once', async () => {
    const {api, stores} = await boot();
    const task = await api.get('t3');
    stores.detail.setDraft('t3', 'title', 'Refused');
    api.delay = 5;
    api.refuse = 'No.';
    await Promise.all([1, 2, 3].map(() => stores.tasks.saveDraft(task, 'title')));
    expect(api.calls.filter((call) => call.startsWith('edit'))).toHaveLength(1);
    expect(stores.toasts.list.value.map((toast) => toast.text)).toEqual(['No.']);
    expect(titles(stores)).toContain(task.title);
    const first = stores.tasks.saveDraft(task, 'title');
    stores.detail.setDraft('t3', 'title', task.title);
    await Promise.all([first, stores.tasks.saveDraft(task, 'title')]);
    expect((await api.get('t3')).title).toBe(task.title);
  });

  test('survives a refusal, closing the pane and opening it again', async () => {
    const {api, stores} = await boot();
    const task = await api.get('t3');
    stores.detail.open(task);
    stores.detail.setDraft('t3', 'description', 'long notes');
    api.refuse = 'The disk is full.';
    await stores.tasks.saveDraft(task, 'description');
    expect(stores.detail.problems.value['description']).toBe('The disk is full.');
    stores.detail.close();
    stores.detail.open(await api.get('t3'));
    expect(stores.detail.drafts.value.get('t3')?.description).toBe('long notes');
    await stores.tasks.saveDraft(await api.get('t3'), 'description');
    expect((await api.get('t3')).description).toBe('long notes');
  });
});

describe('quick add', () => {
  test('a draft is kept when the dialog closes', async () => {
    const {stores} = await boot();
    stores.quickAdd.show();
    stores.quickAdd.setText('Call');
    stores.quickAdd.hide();
    stores.quickAdd.show();
    expect(stores.quickAdd.text.value).toBe('Call');
  });

  test('an answer about an older text is dropped', async () => {
    const {api, stores} = await boot();
    api.delay = 40;
    stores.quickAdd.setText('Call today');
    api.delay = 0;
    stores.quickAdd.setText('Call tomorrow');
    await new Promise((done) => setTimeout(done, 80));
    expect(stores.quickAdd.parsed.value?.text).toBe('Call tomorrow');
  });

  test('accepted and rejected words go with the line, and are forgotten with the words', async () => {
    const {api, stores} = await boot();
    const parse = vi.spyOn(api, 'parse');
    stores.quickAdd.setText('Meet sun today');
    await vi.waitFor(() => expect(stores.quickAdd.doubtful.value?.text).toBe('sun'));
    const [due] = stores.quickAdd.parsed.value?.result.spans.filter((span) => !span.doubtful) ?? [];
    if (!stores.quickAdd.doubtful.value || !due) throw new Error('no spans');
    stores.quickAdd.acceptSpan(stores.quickAdd.doubtful.value);
    stores.quickAdd.rejectSpan(due);
    expect(parse).toHaveBeenLastCalledWith({text: 'Meet sun today', accept: ['sun'], reject: ['today']});
    stores.quickAdd.setText('Meet');
    expect(parse).toHaveBeenLastCalledWith({text: 'Meet', accept: [], reject: []});
  });

  test('a refused line stays where it is', async () => {
    const {api, stores} = await boot();
    stores.quickAdd.show('Buy milk');
    api.refuse = 'The disk is full.';
    await stores.quickAdd.save(false);
    expect(stores.quickAdd).toMatchObject({text: {value: 'Buy milk'}, open: {value: true}, problem: {value: 'The disk is full.'}});
  });

  test('the view it was typed in goes with it', async () => {
    const {api, stores} = await boot();
    const add = vi.spyOn(api, 'add');
    await stores.screen.go({view: 'project', id: 'garden'});
    stores.quickAdd.show('Weed');
    await stores.quickAdd.save(true);
    expect(add).toHaveBeenCalledWith({text: 'Weed', accept: [], reject: []}, 'project', 'garden');
    expect(stores.quickAdd).toMatchObject({open: {value: true}, text: {value: ''}, added: {value: 'Weed'}});
  });
});

describe('toasts', () => {
  test('stay for at least six seconds, and longer while the pointer rests on them', () => {
    vi.useFakeTimers();
    const toasts = new Toasts();
    toasts.show('Done');
    vi.advanceTimersByTime(6000);
    expect(toasts.list.value).toHaveLength(1);
    toasts.hold();
    vi.advanceTimersByTime(60000);
    expect(toasts.list.value).toHaveLength(1);
    toasts.release();
    vi.advanceTimersByTime(2000);
    expect(toasts.list.value).toHaveLength(0);
  });

  test('the same words are there once', () => {
    const toasts = new Toasts();
    for (const text of ['No.', 'No.', 'No.']) toasts.error(new Error(text));
    expect(toasts.list.value).toHaveLength(1);
  });

  test('no more than three at once', () => {
    vi.useFakeTimers();
    const toasts = new Toasts();
    for (const text of ['1', '2', '3', '4']) toasts.show(text);
    expect(toasts.list.value.map((toast) => toast.text)).toEqual(['2', '3', '4']);
  });
});

describe('settings', () => {
  test('a refused setting goes back', async () => {
    const {api, stores} = await boot();
    api.refuse = 'No.';
    await stores.set('theme', 'dark');
    expect(stores.settings.value.theme).toBe('system');
  });
});
