import {LitElement, css, html, nothing, svg} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {base, buttons} from '../styles/shared';
import {CommandEvent} from './events';

/** One line drawing for each kind of emptiness, 120 × 72. */
const drawings = {
  sun: svg`<path d="M8 56h104M38 56a22 22 0 0 1 44 0M60 24v-8M36 34l-6-6M84 34l6-6M24 52h-8M104 52h-8"/><path class="soft" d="M26 64h68M44 70h32"/>`,
  tray: svg`<path d="M22 42 34 20h52l12 22v18a4 4 0 0 1-4 4H26a4 4 0 0 1-4-4zM22 42h22l5 8h22l5-8h22"/><path class="soft" d="M60 4v22m-7-7 7 7 7-7"/>`,
  days: svg`<rect x="26" y="14" width="68" height="50" rx="6"/><path d="M26 28h68M44 8v12M76 8v12"/><path class="soft" d="M40 40h8M56 40h8M72 40h8M40 52h8M56 52h8"/>`,
  shelf: svg`<path d="M16 60h88M30 60V26h14v34M44 60V18h12v42M62 60l10-38 12 3-9 35"/><path class="soft" d="M34 34h6M48 26h4"/>`,
  flag: svg`<path d="M40 66V12c12-8 24 8 40 0v28c-16 8-28-8-40 0"/><path class="soft" d="M24 66h40"/>`,
  check: svg`<circle cx="60" cy="36" r="26"/><path d="m48 37 8 8 17-18"/><path class="soft" d="M14 36h10M96 36h10"/>`,
  bin: svg`<path d="M40 22h40l-4 42H44zM34 22h52M52 22v-8h16v8"/><path class="soft" d="M54 34v20M66 34v20"/>`,
  lens: svg`<circle cx="54" cy="32" r="20"/><path d="m69 47 16 16"/><path class="soft" d="M44 32a10 10 0 0 1 10-10"/>`,
  cloud: svg`<path d="M20 52h80M34 52a14 14 0 0 1 3-27 20 20 0 0 1 38 4 12 12 0 0 1 8 23"/><path class="soft" d="m54 34 12 12m0-12L54 46"/>`,
};

export type Drawing = keyof typeof drawings;

/** An empty place: a drawing, a sentence and at most one thing to do. */
@customElement('mf-empty')
export class MfEmpty extends LitElement {
  @property() drawing: Drawing = 'sun';
  @property() text = '';
  @property() action = '';
  @property() command = '';

  static override styles = [base, buttons, css`
    :host { display: grid; justify-items: center; gap: var(--s4); padding: 12vh var(--s4) var(--s6); text-align: center; color: var(--text-2); }
    svg { width: 120px; height: 76px; overflow: visible; fill: none; stroke: var(--border-strong); stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
    .soft { stroke: var(--accent); }
    p { max-width: 44ch; text-wrap: balance; overflow-wrap: anywhere; }
  `];

  override render() {
    return html`
      <svg viewBox="0 0 120 72" aria-hidden="true">${drawings[this.drawing]}</svg>
      <p>${this.text}</p>
      ${this.action ? html`<button type="button" class="btn" @click=${() => this.dispatchEvent(new CommandEvent(this.command))}>${this.action}</button>` : nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-empty': MfEmpty }
}
