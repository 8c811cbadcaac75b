import {LitElement, css, html, nothing, svg} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import type {Priority, Task} from '../api/api';
import {base} from '../styles/shared';
import {TaskToggleEvent} from './events';

export const priorityNames: Record<Priority, string> = {p1: 'highest', p2: 'high', p3: 'normal', p4: 'low', p5: 'lowest'};

/** The ring of a priority. Each has a shape of its own, so that it can be told without seeing its colour. */
export function ring(priority: Priority) {
  switch (priority) {
    case 'p1': return svg`<circle cx="10" cy="10" r="8.25" stroke-width="1.5"/><circle cx="10" cy="10" r="5" stroke-width="1.25"/>`;
    case 'p2': return svg`<circle cx="10" cy="10" r="7.75" stroke-width="2.5"/>`;
    case 'p3': return svg`<circle cx="10" cy="10" r="8.25" stroke-width="1.5"/>`;
    case 'p4': return svg`<circle cx="10" cy="10" r="7.25" stroke-width="1.25"/>`;
    case 'p5': return svg`<circle cx="10" cy="10" r="8.25" stroke-width="1.25" stroke-dasharray="2.6 2.58"/>`;
  }
}

/** The mark of a task that is done, in the colours of `.disc` and `.tick`. */
export const checkMark = svg`<circle class="disc" cx="10" cy="10" r="9"/><path class="tick" d="m6.4 10.4 2.5 2.5 4.8-5.3"/>`;

/** The round checkbox of a task: 18 px to see, 28 px to hit. */
@customElement('mf-check')
export class MfCheck extends LitElement {
  @property({attribute: false}) task!: Task;
  @property({type: Boolean}) checked = false;
  /** In a grid the row has the focus; its checkbox is reached by a key instead. */
  @property({type: Boolean}) untabbed = false;

  static override styles = [base, css`
    :host { display: inline-grid; }
    button { width: 28px; height: 28px; display: grid; place-items: center; border-radius: 50%; }
    svg { width: 20px; height: 20px; fill: none; overflow: visible; }
    .p1 { color: var(--p1); } .p2 { color: var(--p2); } .p3 { color: var(--p3); } .p4 { color: var(--p4); } .p5 { color: var(--p5); }
    .settled { color: var(--border-strong); }
    .ring { stroke: currentColor; transition: opacity var(--t-fast); }
    .disc { fill: currentColor; transform-origin: 10px 10px; transform: scale(.6); opacity: 0; transition: transform var(--t-done) var(--ease), opacity var(--t-fast); }
    .tick { stroke: var(--surface); stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round; stroke-dasharray: 14; stroke-dashoffset: 14; transition: stroke-dashoffset var(--t-done) var(--ease); }
    .going { fill: currentColor; stroke: none; }
    button:hover .hint { opacity: .9; }
    .hint { stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; opacity: 0; transition: opacity var(--t-fast); }
    [aria-checked="true"] .disc { transform: none; opacity: 1; }
    [aria-checked="true"] .tick { stroke-dashoffset: 0; }
    [aria-checked="true"] .ring, [aria-checked="true"] .hint { opacity: 0 !important; }
  `];

  override render() {
    const {title, priority, status} = this.task;
    const label = `Done: ${title}, ${priority} ${priorityNames[priority]}${status === 'in_progress' ? ', started' : ''}`;
    return html`
      <button type="button" role="checkbox" aria-checked=${this.checked} aria-label=${label} title="${priority} · ${priorityNames[priority]}"
        tabindex=${this.untabbed ? -1 : 0} class=${status === 'completed' ? 'settled' : priority} @click=${this.#toggle}>
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <g class="ring">${ring(priority)}</g>
          ${status === 'in_progress' ? svg`<path class="going ring" d="M10 ${priority === 'p1' ? 7.2 : 6} a${priority === 'p1' ? 2.8 : 4} ${priority === 'p1' ? 2.8 : 4} 0 0 1 0 ${priority === 'p1' ? 5.6 : 8}z"/>` : nothing}
          ${status === 'in_progress' ? nothing : svg`<path class="hint" d="m6.8 10.3 2.2 2.2 4.2-4.6"/>`}
          ${checkMark}
        </svg>
      </button>`;
  }

  #toggle(event: Event) {
    event.stopPropagation();
    this.dispatchEvent(new TaskToggleEvent(this.task));
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-check': MfCheck }
}
