/** Days and times as a person says them, in the locale of the system. A day is YYYY-MM-DD and has no zone. */
import type {Task, When} from '../api/api';

const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs more than using it a thousand times, so each is made once. */
function format(date: Date, options: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(undefined, {...options, timeZone: 'UTC'});
    formats.set(key, found);
  }
  return found.format(date);
}

const relative = new Intl.RelativeTimeFormat(undefined, {numeric: 'auto'});

/** The day as an instant at midnight UTC, so that arithmetic never meets a clock change. */
const utc = (day: string) => new Date(`${day}T00:00:00Z`);

export function dayOf(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export const addDays = (day: string, n: number) => new Date(utc(day).getTime() + n * dayMs).toISOString().slice(0, 10);

export const daysBetween = (from: string, to: string) => Math.round((utc(to).getTime() - utc(from).getTime()) / dayMs);

export const capitalised = (text: string) => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** "today", "tomorrow", "Fri", "2 Mar" or "2 Mar 2027": the shortest that is clear. */
export function dayLabel(day: string, today: string): string {
  const days = daysBetween(today, day);
  if (Math.abs(days) <= 1) return relative.format(days, 'day');
  if (days > 1 && days < 7) return format(utc(day), {weekday: 'short'});
  if (days < -1 && days > -7) return format(utc(day), {weekday: 'short'});
  const year = day.slice(0, 4) !== today.slice(0, 4);
  return format(utc(day), {day: 'numeric', month: 'short', ...(year && {year: 'numeric'})});
}

/** The weekday and date in full: "Wednesday 11 March". */
export const fullDay = (day: string) => format(utc(day), {weekday: 'long', day: 'numeric', month: 'long'});

/** The parts of a day's heading: its number, its weekday (or tomorrow) and its month. */
export function dayHeading(day: string, today: string): {number: string; name: string; month: string} {
  const days = daysBetween(today, day);
  return {
    number: String(Number(day.slice(8))),
    name: capitalised(Math.abs(days) <= 1 ? relative.format(days, 'day') : format(utc(day), {weekday: 'long'})),
    month: format(utc(day), {month: 'long', ...(day.slice(0, 4) !== today.slice(0, 4) && {year: 'numeric'})}),
  };
}

const two = (n: number) => String(n).padStart(2, '0');

/** Times are written as the program itself writes them, whatever the locale: 09:12, 17:00. */
const clockOf = (date: Date) => `${two(date.getHours())}:${two(date.getMinutes())}`;

export const timeLabel = (time: string) => time.slice(0, 5);

/** A day with its time, if it has one: "tomorrow 17:00". A time of another zone names its city. */
export function whenLabel(when: When, today: string, between = ' '): string {
  const parts = [dayLabel(when.date, today)];
  if (when.time) parts[0] += between + timeLabel(when.time);
  if (when.time && when.zone && when.zone !== Intl.DateTimeFormat().resolvedOptions().timeZone) {
    parts.push(when.zone.slice(when.zone.lastIndexOf('/') + 1).replaceAll('_', ' '));
  }
  return parts.join(' ');
}

/** What a list shows of a date: today's day is understood, and so is that of the list. */
export function shortWhen(when: When, today: string, understood = today): string {
  return (when.date === today || when.date === understood) && when.time ? timeLabel(when.time) : whenLabel(when, today);
}

/** An instant in the past: "09:12" for today, "Mon 18:02" for this week, else the day. */
export function instantLabel(instant: string, today: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return '';
  const day = dayOf(date);
  const time = clockOf(date);
  const days = daysBetween(day, today);
  if (days === 0) return time;
  return days > 0 && days < 7 ? `${dayLabel(day, today)} ${time}` : dayLabel(day, today);
}

/** Whether the moment the task was due at has passed. */
export function isOverdue(task: Task, now: Date): boolean {
  if (!task.due || task.status === 'completed') return false;
  const today = dayOf(now);
  if (task.due.date !== today) return task.due.date < today;
  if (!task.due.time) return false;
  return task.due.time < clockOf(now);
}

/** "30 min", "1 h", "4 h 10". */
export function minutesLabel(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${String(rest).padStart(2, '0')}`;
}

/** Minutes from "45", "45m", "1h30", "1 h 30 min" or "1.5h"; null for what is none of these. */
export function parseMinutes(text: string): number | null {
  const match = /^\s*(?:(\d+(?:[.,]\d+)?)\s*h(?:ours?|rs?)?)?\s*(?:(\d+)\s*(?:m(?:in(?:ute)?s?)?)?)?\s*$/i.exec(text);
  if (!match || (match[1] === undefined && match[2] === undefined)) return null;
  return Math.round(Number((match[1] ?? '0').replace(',', '.')) * 60) + Number(match[2] ?? 0);
}

const weekdays: Record<string, number> = {MO: 0, TU: 1, WE: 2, TH: 3, FR: 4, SA: 5, SU: 6};

/** A recurrence rule in words: "every 2 weeks on Mon, Wed". A rule it has no words for reads "repeats". */
export function recurrenceLabel(rrule: string): string {
  const parts = new Map(rrule.replace(/^RRULE:/, '').split(';').map((part) => part.split('=') as [string, string]));
  const unit = {DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year'}[parts.get('FREQ') ?? ''];
  if (!unit) return 'repeats';
  const interval = Number(parts.get('INTERVAL') ?? 1);
  const days = (parts.get('BYDAY') ?? '').split(',').filter(Boolean);
  const single = {day: 'daily', week: 'weekly', month: 'monthly', year: 'yearly'}[unit] ?? 'repeats';
  const every = interval === 1 ? single : `every ${interval} ${unit}s`;
  if (unit === 'week' && days.length === 5 && !days.includes('SA') && !days.includes('SU')) return interval === 1 ? 'weekdays' : every;
  const names = days.filter((day) => day in weekdays).map((day) => format(utc(addDays('2024-01-01', weekdays[day] ?? 0)), {weekday: 'short'}));
  const on = names.join(', ');
  if (names.length > 0 && unit === 'week') return interval === 1 ? `every ${on}` : `${every} on ${on}`;
  return every;
}
