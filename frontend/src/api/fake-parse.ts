/** A small stand-in for the quick-add parser: enough of it to drive the window. */
import {addDays, dayLabel, minutesLabel, parseMinutes, timeLabel} from '../lib/dates';
import type {Parsed, Priority, QuickAddLine, Span, Task, When} from './api';
import {today} from './fake-data';

const encoder = new TextEncoder();
const bytes = (text: string) => encoder.encode(text).length;
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const patterns: [kind: string, pattern: RegExp][] = [
  ['recurrence', /\bevery (?:\d+ )?(?:day|week|month|year|weekday|mon|monday|tue|wed|thu|fri|friday|sat|sun|sunday)s?\b/gi],
  ['project', /(?<!\S)#[\p{L}\d_-]+/gu], ['tag', /(?<!\S)@[\p{L}\d_-]+/gu], ['priority', /(?<!\S)p[1-5](?!\S)/gi], ['estimate', /(?<!\S)~(?:\d+h)?(?:\d+m?)?(?!\S)/gi],
  ['due', /\b(?:today|tonight|tomorrow|tom|next week|this weekend|in \d+ days?)(?: (?:at )?\d{1,2}(?::\d\d|am|pm)| \d{1,2}:\d\d)?\b/gi],
  ['due', /\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat)(?: \d{1,2}(?::\d\d|am|pm))?\b/gi],
  ['due', /\b\d{1,2}(?::\d\d|am|pm)\b/gi],
];
const doubtful = /\b(?:sun|may|march|april)\b/gi;

/** "fri 5pm" as a day and a time; null for what it does not know. */
export function parseWhen(text: string): When | null {
  const words = text.trim().toLowerCase();
  const clock = /(\d{1,2})(?::(\d\d)|(am|pm))/.exec(words);
  const hour = clock ? (Number(clock[1]) % (clock[3] ? 12 : 24)) + (clock[3] === 'pm' ? 12 : 0) : 0;
  const time = clock ? `${String(hour).padStart(2, '0')}:${clock[2] ?? '00'}` : undefined;
  const day = words.replace(clock?.[0] ?? '\0', '').replace(/\bat\b/, '').trim();
  const now = new Date();
  const inDays = (n: number): When => ({date: addDays(today(), n), ...(time && {time})});
  const wday = weekdays.findIndex((name) => day.startsWith(name));
  if (/^\d{4}-\d\d-\d\d$/.test(day)) return {date: day, ...(time && {time})};
  if (day === '' && time) return inDays(0);
  if (day === 'today' || day === 'tonight') return inDays(0);
  if (day === 'tomorrow' || day === 'tom') return inDays(1);
  if (day === 'next week') return inDays(((8 - now.getDay()) % 7) || 7);
  if (day === 'this weekend') return inDays((6 - now.getDay() + 7) % 7);
  const ahead = /^in (\d+) days?$/.exec(day);
  if (ahead) return inDays(Number(ahead[1]));
  return wday >= 0 ? inDays(((wday - now.getDay() + 7) % 7) || 7) : null;
}

function label(kind: string, text: string): string {
  if (kind === 'due') {
    const when = parseWhen(text);
    return when ? `${dayLabel(when.date, today())}${when.time ? ` ${timeLabel(when.time)}` : ''}` : text;
  }
  if (kind === 'estimate') return minutesLabel(parseMinutes(text.slice(1)) ?? 0);
  return /^[#@]/.test(text) ? text.slice(1) : text.toLowerCase();
}

export function parseLine({text, accept = [], reject = []}: QuickAddLine): Parsed {
  const taken: {start: number; end: number; kind: string; sure: boolean}[] = [];
  const look = (kind: string, pattern: RegExp, sure: boolean) => {
    for (const match of text.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (reject.includes(match[0]) || taken.some((one) => start < one.end && end > one.start)) continue;
      taken.push({start, end, kind, sure: sure || accept.includes(match[0])});
    }
  };
  for (const [kind, pattern] of patterns) look(kind, pattern, true);
  look('due', doubtful, false);
  taken.sort((a, b) => a.start - b.start);
  const spans = taken.map(({start, end, kind, sure}): Span => {
    const part = text.slice(start, end);
    return {start: bytes(text.slice(0, start)), end: bytes(text.slice(0, end)), kind, text: part, doubtful: !sure, label: kind === 'due' && !sure ? 'Sunday' : label(kind, part)};
  });
  let title = '';
  let last = 0;
  for (const one of taken.filter(({sure}) => sure)) {
    title += text.slice(last, one.start);
    last = one.end;
  }
  title = (title + text.slice(last)).replace(/\s+/g, ' ').trim();
  const sure = spans.filter((span) => !span.doubtful);
  const of = (kind: string) => sure.find((span) => span.kind === kind)?.label;
  return {title, spans, summary: [of('project') ?? 'Inbox', of('due'), of('recurrence'), of('estimate')].filter(Boolean).join(' · ')};
}

/** The fields of a new task from what was understood. */
export function fieldsOf(parsed: Parsed): Partial<Task> {
  const sure = parsed.spans.filter((span) => !span.doubtful);
  const of = (kind: string) => sure.find((span) => span.kind === kind);
  const due = of('due');
  const estimate = of('estimate');
  const project = of('project')?.label;
  const tags = sure.filter((span) => span.kind === 'tag').map((span) => span.label);
  return {
    title: parsed.title || 'Untitled', priority: (of('priority')?.label ?? 'p3') as Priority,
    ...(due && {due: parseWhen(due.text) ?? undefined}), ...(estimate && {estimate_min: parseMinutes(estimate.text.slice(1)) ?? 0}),
    ...(project && {project}), ...(tags.length > 0 && {tags}), ...(of('recurrence') && {recurrence: {rrule: 'FREQ=WEEKLY', anchor: 'schedule', policy: 'keep_one'}, due: {date: today()}}),
  };
}
