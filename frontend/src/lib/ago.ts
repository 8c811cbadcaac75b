import {instantLabel} from './dates';

const relative = new Intl.RelativeTimeFormat(undefined, {numeric: 'auto'});

/** How long ago an instant was: "just now", "3 minutes ago", "yesterday". */
export function ago(instant: string, now: number): string {
  const minutes = Math.round((Date.parse(instant) - now) / 60_000);
  if (minutes > -1) return 'just now'; // also where the other clock is a little ahead
  if (minutes > -60) return relative.format(minutes, 'minute');
  if (minutes > -60 * 24) return relative.format(Math.round(minutes / 60), 'hour');
  return relative.format(Math.round(minutes / 60 / 24), 'day');
}

/** An instant both ways: "3 minutes ago, 14:02". */
export function agoExactly(instant: string, now: number, today: string): string {
  return `${ago(instant, now)}, ${instantLabel(instant, today)}`;
}

/** Go writes the time that never was as the year 1. */
export const isInstant = (instant: string | null | undefined): instant is string => Boolean(instant) && !instant?.startsWith('0001-');
