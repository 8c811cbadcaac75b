import {describe, expect, test} from 'vitest';
import {MfCapacity} from '../src/components/capacity';
import {MfCheck} from '../src/components/check';
import {MfField} from '../src/components/field';
import {MfNowCard} from '../src/components/now-card';
import {MfTaskRow} from '../src/components/task-row';
import {MfWhy} from '../src/components/why';
import {rank, usualTasks} from '../src/api/fake-data';
import {guardNavigation} from '../src/lib/guard';
import {addDays, dayOf} from '../src/lib/dates';
import {MfSearchPanel} from '../src/components/search-panel';
import {aTask, all, mount, nextEvent, one, textOf} from './help';

const today = dayOf(new Date());

describe('a task row', () => {
  test('says which task was ticked, and that it was not opened by that', async () => {
    const row = await mount(new MfTaskRow(), {task: aTask(), today});
    let opened = false;
    row.addEventListener('mf-task-open', () => (opened = true));
    const event = nextEvent(row, 'mf-task-toggle');
    one('mf-check button').click();
    expect((await event).task.id).toBe('t1');
    expect(opened).toBe(false);
  });

  test('opens when it is pressed anywhere else', async () => {
    const row = await mount(new MfTaskRow(), {task: aTask(), today});
    const event = nextEvent(row, 'mf-task-open');
    one('mf-task-row .title').click();
    expect((await event).task.id).toBe('t1');
  });

  test('marks an overdue date by colour and by word, not the row', async () => {
    const row = await mount(new MfTaskRow(), {task: aTask({due: {date: addDays(today, -3)}}), today});
    expect(textOf(row)).toContain('overdue');
    expect(getComputedStyle(row).backgroundColor).toBe('rgba(0, 0, 0, 0)');
  });

  test('leaves out what its list already says', async () => {
    const row = await mount(new MfTaskRow(), {task: aTask({due: {date: today}, project: 'Home'}), today, understood: today, hideProject: true});
    expect(textOf(row)).toBe('Buy milk');
  });

  test('keeps the whole title where it is cut', async () => {
    await mount(new MfTaskRow(), {task: aTask({title: 'x'.repeat(400)}), today});
    expect(one('.title').title).toHaveLength(400);
    expect(one('.title').scrollWidth).toBeGreaterThan(one('.title').clientWidth);
  });
});

describe('the checkbox', () => {
  test('has a shape for each priority and names it', async () => {
    const shapes = new Set<string>();
    for (const priority of ['p1', 'p2', 'p3', 'p4', 'p5'] as const) {
      const check = await mount(new MfCheck(), {task: aTask({priority})});
      shapes.add([...check.renderRoot.querySelectorAll('.ring circle')].map((ring) => ['r', 'stroke-width', 'stroke-dasharray'].map((name) => ring.getAttribute(name)).join()).join(';'));
      expect(check.renderRoot.querySelector('button')?.getAttribute('aria-label')).toContain(priority);
    }
    expect(shapes.size).toBe(5);
  });

  test('is at least 28 pixels to hit', async () => {
    const box = (await mount(new MfCheck(), {task: aTask()})).getBoundingClientRect();
    expect([box.width, box.height]).toEqual([28, 28]);
  });
});

describe('why', () => {
  test('shows every term with its sentence, and the sum', async () => {
    const [best] = rank(usualTasks(), new Map());
    if (!best) throw new Error('nothing ranked');
    const why = await mount(new MfWhy(), {ranked: best});
    expect(all('mf-why dt')).toHaveLength(best.terms.length);
    expect(textOf(why)).toContain(`${Math.round(best.score * 10) / 10} points`);
  });

  test('sets titles apart and finishes the clauses of the program', async () => {
    const ranked = {task: aTask(), score: 1, terms: [], reason: 'due today, and it unblocks *Book <b>it</b>*', despite: 'despite taking 2 h'};
    const card = await mount(new MfNowCard(), {ranked, big: true, today});
    expect(textOf(card)).toContain('Due today, and it unblocks Book <b>it</b> , despite taking 2 h.');
    expect(card.renderRoot.querySelector('p em')?.textContent).toBe('Book <b>it</b>');
  });
});

describe('a field', () => {
  const typing = async (field: MfField, text: string) => {
    const input = field.renderRoot.querySelector('input');
    if (!input) throw new Error('no input');
    input.focus();
    input.value = text;
    input.dispatchEvent(new Event('input'));
    await field.updateComplete;
    return input;
  };
  const key = (input: HTMLElement, name: string) => input.dispatchEvent(new KeyboardEvent('keydown', {key: name, bubbles: true, cancelable: true}));

  test('saves once, by Enter or by leaving', async () => {
    const field = await mount(new MfField(), {name: 'due', label: 'Due', value: 'Today'});
    const sent: string[] = [];
    field.addEventListener('mf-field', (event) => sent.push(event.value));
    key(await typing(field, 'fri 5pm'), 'Enter');
    expect(sent).toEqual(['fri 5pm']);
    (await typing(field, 'sat')).blur();
    expect(sent).toEqual(['fri 5pm', 'sat']);
  });

  test('shows the value again once it was taken, and what was typed when it was refused', async () => {
    const field = await mount(new MfField(), {name: 'due', label: 'Due', value: 'Today'});
    let answer = 'No.';
    field.addEventListener('mf-field', (event) => event.settled(answer));
    const input = await typing(field, 'nonsense');
    key(input, 'Enter');
    await field.updateComplete;
    expect(input.value).toBe('nonsense');
    answer = '';
    key(await typing(field, 'today'), 'Enter');
    await field.updateComplete;
    expect(input.value).toBe('Today');
  });

  test('Escape takes the change back', async () => {
    const field = await mount(new MfField(), {name: 'due', label: 'Due', value: 'Today'});
    const input = await typing(field, 'fri');
    key(input, 'Escape');
    await field.updateComplete;
    expect(input.value).toBe('Today');
  });

  test('that picks takes the first that fits, and half a name adds nothing', async () => {
    const field = await mount(new MfField(), {name: 'blocked_by+', label: 'Blocked by', adds: true, picks: true, choices: [{label: 'Book the venue', value: 't10'}]});
    const sent: string[] = [];
    field.addEventListener('mf-field', (event) => sent.push(event.value));
    (await typing(field, 'boo')).blur();
    expect(sent).toEqual([]);
    key(await typing(field, 'boo'), 'Enter');
    expect(sent).toEqual(['t10']);
  });
});

test('more than the day holds is said in words and colour', async () => {
  const capacity = await mount(new MfCapacity(), {planned: 400, free: 330});
  expect(textOf(capacity)).toBe('6 h 40 of 5 h 30');
  expect(capacity.renderRoot.querySelector('.over')).not.toBeNull();
});

test('no link of the page leads out of the window', () => {
  const stop = guardNavigation();
  const link = document.body.appendChild(document.createElement('a'));
  link.href = 'https://example.org/';
  const click = new MouseEvent('click', {bubbles: true, composed: true, cancelable: true});
  link.dispatchEvent(click);
  expect(click.defaultPrevented).toBe(true);
  const drop = new DragEvent('drop', {bubbles: true, cancelable: true});
  document.body.dispatchEvent(drop);
  expect(drop.defaultPrevented).toBe(true);
  stop();
});

test('a found task that is done has the filled check', async () => {
  const panel = await mount(new MfSearchPanel(), {text: 'milk', today: '2026-03-11', results: [aTask({status: 'completed'}), aTask({id: 't2'})]});
  expect([...panel.renderRoot.querySelectorAll('[role=option]')].map((option) => option.querySelectorAll('.disc').length)).toEqual([1, 0]);
});

test.each([['Due today, and it takes only 15 min', false], ['It is important, and it unblocks *Pay what is due*', true]])('after “%s” the card says the due date: %s', async (reason, said) => {
  const card = await mount(new MfNowCard(), {big: true, today: '2026-03-11', ranked: {task: aTask({due: {date: '2026-03-11'}}), score: 1, terms: [], reason}});
  expect(card.renderRoot.querySelector('.facts')?.textContent.includes('Due today')).toBe(said);
});
