import {LitElement, css, html, nothing} from 'lit';
import {customElement, query, state} from 'lit/decorators.js';
import {base, buttons} from '../styles/shared';
import {FieldEvent} from './events';

const choices = [['Today', 'today'], ['Tomorrow', 'tomorrow'], ['This weekend', 'this weekend'], ['Next week', 'next week']] as const;

/** Moves all overdue tasks with one choice, or with a phrase such as "fri 5pm". */
@customElement('mf-reschedule')
export class MfReschedule extends LitElement {
  @state() private open = false;
  @query('.panel input') private field!: HTMLInputElement | null;

  static override styles = [base, buttons, css`
    :host { position: relative; display: inline-block; font-weight: 500; font-size: var(--fs-sm); }
    .panel { position: absolute; z-index: 10; inset-block-start: 28px; inset-inline-end: -4px; width: 200px; display: grid; padding: var(--s1); background: var(--surface); border: 1px solid var(--border); border-radius: var(--r-md); box-shadow: var(--shadow-2); animation: in var(--t-fast) var(--ease); }
    .panel button { height: 32px; padding: 0 var(--s2); border-radius: var(--r-sm); color: var(--text); font-weight: 400; }
    .panel button:hover, .panel button:focus-visible { background: var(--selected); outline: none; }
    input { height: 32px; margin-top: var(--s1); padding: 0 var(--s2); width: 100%; border: 1px solid var(--border); border-radius: var(--r-sm); background: var(--bg); font-size: var(--fs-sm); font-weight: 400; }
    input::placeholder { color: var(--text-3); opacity: 1; }
    @keyframes in { from { opacity: 0; transform: translateY(-4px); } }
  `];

  override render() {
    return html`
      <button type="button" class="link" aria-expanded=${this.open} @click=${this.#toggle}>Reschedule all…</button>
      ${this.open ? html`
        <div class="panel" role="group" aria-label="Move all overdue tasks to" @focusout=${this.#left} @keydown=${this.#key}>
          ${choices.map(([label, value]) => html`<button type="button" @click=${() => this.#choose(value)}>${label}</button>`)}
          <input type="text" aria-label="Another day" placeholder="fri 5pm, in 3 days…" spellcheck="false" autocomplete="off" @keydown=${this.#type} />
        </div>` : nothing}`;
  }

  async #toggle() {
    this.open = !this.open;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.panel button')?.focus();
  }

  #left(event: FocusEvent) {
    if (!(event.relatedTarget instanceof Node) || !this.renderRoot.contains(event.relatedTarget)) this.open = false;
  }

  #key(event: KeyboardEvent) {
    const panel = [...this.renderRoot.querySelectorAll<HTMLElement>('.panel button, .panel input')];
    const at = panel.indexOf(this.shadowRoot?.activeElement as HTMLElement);
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (event.key === 'Escape') {
      this.open = false;
      this.renderRoot.querySelector<HTMLElement>('.link')?.focus();
    } else if (step) {
      panel[(at + step + panel.length) % panel.length]?.focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  #type(event: KeyboardEvent) {
    const text = this.field?.value.trim();
    if (event.key !== 'Enter' || event.isComposing || !text) return;
    event.preventDefault();
    this.#choose(text);
  }

  #choose(value: string) {
    this.open = false;
    this.dispatchEvent(new FieldEvent('due', value));
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-reschedule': MfReschedule }
}
