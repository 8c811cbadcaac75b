import {html} from 'lit';
import {capitalised} from '../lib/dates';

/**
 * A sentence of the program, which writes clauses: the capital and the full stop are set here. Titles of
 * tasks stand in it between asterisks and are shown in italics.
 */
export function sentence(text: string) {
  const whole = capitalised(text.trim()).replace(/([^.!?…])$/, '$1.');
  return whole.split(/\*([^*]+)\*/).map((part, i) => (i % 2 === 1 ? html`<em class="user" dir="auto">${part}</em>` : part));
}
