import {html} from 'lit';

/** A sentence of the program. Titles of tasks stand in it between asterisks and are set in italics. */
export function sentence(text: string) {
  return text.split(/\*([^*]+)\*/).map((part, i) => (i % 2 === 1 ? html`<em class="user" dir="auto">${part}</em>` : part));
}
