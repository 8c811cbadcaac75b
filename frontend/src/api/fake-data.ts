/** Sample tasks around today, of an ordinary week. */
import type {Project, Ranked, Tag, Task, Term} from './api';
import {addDays, dayOf} from '../lib/dates';

export const today = () => dayOf(new Date());

export const projects: Omit<Project, 'open'>[] = [
  {id: 'berlin', name: 'Berlin launch', area: 'Work', color: '#3B8EA5'},
  {id: 'hiring', name: 'Hiring', area: 'Work', color: '#B4653A'},
  {id: 'garden', name: 'Garden', area: 'Home', color: '#5E8C4A'},
  {id: 'taxes', name: 'Taxes 2026', area: 'Home', color: '#8A6BBE'},
];

export const tags: Omit<Tag, 'open'>[] = [
  {id: 'tag-phone', name: 'phone'}, {id: 'tag-email', name: 'email'}, {id: 'tag-errand', name: 'errand'}, {id: 'tag-legal', name: 'legal'},
];

type Short = Partial<Omit<Task, 'due' | 'start' | 'deadline'>> & {title: string; due?: string; start?: string; deadline?: string};

const at = (days: number, time: string) => `${addDays(today(), days)}T${time}:00.000Z`;

/** "+1 17:00" is a day from today with a time. */
function when(text: string | undefined) {
  if (text === undefined) return undefined;
  const [days = '0', time] = text.split(' ');
  return {date: addDays(today(), Number(days)), ...(time && {time})};
}

let made = 0;
function task({due, start, deadline, ...rest}: Short): Task {
  const project = projects.find(({name}) => name === rest.project);
  return {
    id: `t${++made}`, status: 'pending', priority: 'p3', created_at: at(-3, '16:02'), source: 'quick_add', rank: String(made).padStart(6, '0'),
    ...rest,
    ...(project && {project_id: project.id}), ...(due !== undefined && {due: when(due)}), ...(start !== undefined && {start: when(start)}), ...(deadline !== undefined && {deadline: when(deadline)}),
  };
}

const notes = `Countersigned copy is in the **shared folder**.

- check the start date on page 3
- cc the finance address
- reply to [the thread](https://example.org/thread)`;

export function usualTasks(): Task[] {
  made = 0;
  const rule = (rrule: string) => ({rrule, anchor: 'schedule', policy: 'keep_one'});
  return [
    task({title: 'Send the signed contract to Ana', due: '1 17:00', start: '0', priority: 'p1', project: 'Berlin launch', section: 'Venue', section_id: 'venue', estimate_min: 30, tags: ['legal', 'email'], description: notes}),
    task({title: 'Review the candidate’s take-home exercise', due: '0 23:30', priority: 'p2', project: 'Hiring', estimate_min: 60, status: 'in_progress', started_at: at(0, '08:10')}),
    task({title: 'Call the dentist about Thursday', due: '0', tags: ['phone'], estimate_min: 10}),
    task({title: 'Pay the rent', due: '0', recurrence: rule('FREQ=MONTHLY')}),
    task({title: 'Sort the seed packets before spring', due: '0', priority: 'p5', project: 'Garden', estimate_min: 45}),
    task({title: 'Submit travel receipts', due: '-2', priority: 'p2', estimate_min: 15}),
    task({title: 'Renew library card', due: '-9', priority: 'p4'}),
    task({title: 'Stretch for ten minutes', due: '0 21:00', recurrence: rule('FREQ=DAILY'), estimate_min: 10, section: 'evening'}),
    task({title: 'Read two chapters of the gardening book', due: '0 20:00', priority: 'p4', project: 'Garden', section: 'evening'}),
    task({title: 'Book the venue', due: '2', priority: 'p1', project: 'Berlin launch', section: 'Venue', section_id: 'venue', blocked_by: ['t1'], deadline: '6', estimate_min: 45}),
    task({title: 'Ask three caterers for offers', due: '2 10:00', project: 'Berlin launch', section: 'Venue', section_id: 'venue', tags: ['email'], estimate_min: 25}),
    task({title: 'Write the invitation', due: '4', project: 'Berlin launch', section: 'Guests', section_id: 'guests', estimate_min: 90}),
    task({title: 'Collect dietary needs', project: 'Berlin launch', section: 'Guests', section_id: 'guests', priority: 'p4'}),
    task({title: 'Decide on a photographer', project: 'Berlin launch', deadline: '12'}),
    task({title: 'Prepare questions for the second round', due: '1 09:30', project: 'Hiring', priority: 'p2', estimate_min: 40}),
    task({title: 'Publish the designer opening', project: 'Hiring', due: '5', tags: ['email']}),
    task({title: 'Water the ferns', due: '3', project: 'Garden', recurrence: rule('FREQ=WEEKLY;INTERVAL=2'), estimate_min: 10}),
    task({title: 'Turn the compost', project: 'Garden', priority: 'p4', estimate_min: 30}),
    task({title: 'Gather receipts for the accountant', project: 'Taxes 2026', due: '8', estimate_min: 120, priority: 'p2'}),
    task({title: 'Download the bank statements', project: 'Taxes 2026', estimate_min: 20}),
    task({title: 'Check the home-office allowance', project: 'Taxes 2026', priority: 'p4'}),
    task({title: 'Idea: a shelf above the desk, with the lamp underneath so that the cable disappears behind the wood and nothing lies on the table'}),
    task({title: 'Look up trains for the long weekend', tags: ['errand']}),
    task({title: 'Return the drill', tags: ['errand'], priority: 'p4'}),
    task({title: 'Learn why the kitchen light flickers', priority: 'p5'}),
    task({title: 'Answer the landlord', status: 'completed', completed_at: at(0, '08:12')}),
    task({title: 'Water the tomatoes', status: 'completed', completed_at: at(0, '06:45'), project: 'Garden'}),
    task({title: 'Order printer paper', status: 'completed', completed_at: at(-1, '15:20')}),
    task({title: 'Old shopping list', deleted_at: at(-1, '12:00')}),
  ];
}

const lesson = (short: Short): Task => ({...task(short), source: undefined});

export function teachingTasks(): Task[] {
  made = 0;
  return [
    lesson({title: 'Press Q and write down something you need to do', due: '0', description: 'A day, a time, `#project` and `~30m` are understood as you type.'}),
    lesson({title: 'Press E to tick this one off', due: '0'}),
    lesson({title: 'Ask “what now?”: press G, then N', due: '0'}),
  ];
}

export function manyTasks(count: number): Task[] {
  made = 0;
  return Array.from({length: count}, (_, i) => task({title: `Task number ${i + 1}`, priority: (['p3', 'p2', 'p4', 'p3', 'p1'] as const)[i % 5] ?? 'p3', ...(i % 3 === 0 && {due: String(i % 40)})}));
}

const term = (name: string, points: number, why: string): Term => ({name, value: points / 10, weight: 1, points, why});
const importance = {p1: 20.8, p2: 13.9, p3: 6.9, p4: 0, p5: -6.9};

/** A score good enough to look at: importance and nearness, with the words of the real one. */
export function rank(tasks: readonly Task[], refused: ReadonlyMap<string, number>): Ranked[] {
  const day = today();
  const scored = tasks.map((one): Ranked => {
    const days = one.due ? Math.round((Date.parse(one.due.date) - Date.parse(day)) / 86_400_000) : null;
    const urgency = days === null ? -30 : -Math.min(30, Math.max(0, days) * 5);
    const effort = -5 * Math.log(Math.max(15, one.estimate_min ?? 30) / 30);
    const opens = tasks.filter((other) => other.blocked_by?.includes(one.id));
    const terms = [
      term('importance', importance[one.priority], `It is ${one.priority}${one.project ? ` in *${one.project}*` : ''}.`),
      term('urgency', urgency, days === null ? 'It has no due date.' : days < 0 ? `It was due ${-days} days ago.` : days === 0 ? 'It is due today, with 3 h 20 free before the end of the day.' : `It is due in ${days} ${days === 1 ? 'day' : 'days'}, with only 2 h 10 free before it.`),
      term('effort', effort, one.estimate_min ? `It takes about ${one.estimate_min} minutes.` : 'Nobody said how long it takes; tasks like it take 30 minutes.'),
      term('unblocks', opens.length * 5.3, opens.length > 0 ? `*${opens[0]?.title ?? ''}* waits for it.` : 'Nothing waits for it.'),
      term('age', 0.4, 'It has been here for 3 days.'),
      term('continuity', one.status === 'in_progress' ? 5 : 0, one.status === 'in_progress' ? 'You began it today.' : 'It is not begun.'),
      term('not_now', -10 * (refused.get(one.id) ?? 0), refused.has(one.id) ? '“Not now” a moment ago' : 'never put off'),
    ];
    const score = terms.reduce((sum, {points}) => sum + points, 0);
    const nearness = days === null ? 'It is important' : days < 0 ? `${-days} days overdue` : days === 0 ? 'Due today with 3 h 20 free before it' : days === 1 ? 'Due tomorrow with only 2 h 10 free before it' : `Due in ${days} days`;
    const reason = `${nearness}, and it ${opens.length > 0 ? `unblocks *${opens[0]?.title ?? ''}*` : one.status === 'in_progress' ? 'is already begun' : `takes only ${one.estimate_min ?? 30} min`}.`;
    return {task: one, score, terms, reason};
  });
  scored.sort((a, b) => b.score - a.score || (a.task.id < b.task.id ? -1 : 1));
  const [best, second] = scored;
  if (best && second) best.change = `If *${second.task.title}* were due today, it would come first`;
  return scored;
}
