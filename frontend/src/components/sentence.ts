import {html} from 'lit';
import {capitalised} from '../lib/dates';

/**
 * A sentence of the program, which writes clauses: the capital and the full stop are set here. Titles of
 * tasks stand in it between asterisks and are shown in italics.
 */
export function sentence(text: string) {
  return fragment(text.trim().replace(/([^.!?…])$/, '$1.'));
}

/** A few words of the program with a capital in front, unless they begin with a priority: that is always written p1. */
export function fragment(text: string) {
  const whole = /^p[1-5]\b/.test(text) ? text : capitalised(text);
  return whole.split(/\*([^*]+)\*/).map((part, i) => (i % 2 === 1 ? html`<em class="user" dir="auto">${part}</em>` : part));
}
