import {describe, expect, test} from 'vitest';
import {addDays, dayLabel, daysBetween, instantLabel, isOverdue, minutesLabel, parseMinutes, recurrenceLabel, shortWhen, timeLabel, whenLabel} from '../src/lib/dates';
import {aTask} from './help';

const today = '2026-03-11'; // a Wednesday

test.each([
  ['2026-03-11', 'today'], ['2026-03-12', 'tomorrow'], ['2026-03-10', 'yesterday'], ['2026-03-13', 'Fri'], ['2026-03-17', 'Tue'], ['2026-03-18', '18 Mar'],
  ['2026-03-09', 'Mon'], ['2026-03-02', '2 Mar'], ['2027-01-05', '5 Jan 2027'],
])('%s is called %s', (day, label) => expect(dayLabel(day, today)).toBe(label));

describe('a day with a time', () => {
  test('has both', () => expect(whenLabel({date: '2026-03-12', time: '17:00'}, today)).toBe('tomorrow 17:00'));
  test('names the city of another zone', () => expect(whenLabel({date: '2026-03-12', time: '17:00', zone: 'America/New_York'}, today)).toBe('tomorrow 17:00 New York'));
  test('is of 24 hours in any locale', () => expect([timeLabel('17:00'), instantLabel(new Date(2026, 2, 11, 6, 9).toISOString(), today)]).toEqual(['17:00', '06:09']));
  test('needs no day when it is today', () => expect(shortWhen({date: today, time: '09:05'}, today)).toBe('09:05'));
  test('needs no day in the list of that day', () => expect(shortWhen({date: '2026-03-13', time: '09:05'}, today, '2026-03-13')).toBe('09:05'));
});

test('days are counted across a change of the clocks', () => {
  expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
  expect(addDays('2026-10-24', 2)).toBe('2026-10-26');
});

test.each([
  [{date: '2026-03-10'}, true], [{date: '2026-03-11'}, false], [{date: '2026-03-11', time: '09:59'}, true], [{date: '2026-03-11', time: '10:01'}, false], [{date: '2026-03-12', time: '01:00'}, false],
])('at ten, %o is overdue: %s', (due, over) => expect(isOverdue(aTask({due}), new Date('2026-03-11T10:00:00'))).toBe(over));

test('a done task is never overdue', () => expect(isOverdue(aTask({due: {date: '2020-01-01'}, status: 'completed'}), new Date())).toBe(false));

test.each([[10, '10 min'], [60, '1 h'], [250, '4 h 10'], [65, '1 h 05']])('%i minutes read %s', (minutes, label) => expect(minutesLabel(minutes)).toBe(label));

test.each([['45', 45], ['45m', 45], ['30 min', 30], ['1h30', 90], ['1 h 30 min', 90], ['1.5h', 90], ['2 hours', 120], ['soon', null], ['', null]])('“%s” is %s minutes', (text, minutes) =>
  expect(parseMinutes(text)).toBe(minutes));

test('what a label says, a field reads back', () => {
  for (const minutes of [5, 30, 59, 60, 61, 90, 250, 600]) expect(parseMinutes(minutesLabel(minutes))).toBe(minutes);
});

test.each([
  ['FREQ=DAILY', 'daily'], ['FREQ=WEEKLY;INTERVAL=2', 'every 2 weeks'], ['FREQ=WEEKLY;BYDAY=MO,WE', 'every Mon, Wed'], ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'weekdays'], ['FREQ=MONTHLY', 'monthly'], ['nonsense', 'repeats'],
])('%s reads %s', (rule, label) => expect(recurrenceLabel(rule)).toBe(label));
