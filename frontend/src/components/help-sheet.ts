import {LitElement, css, html} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {keyCaps, type Binding} from '../lib/keys';
import {base, buttons} from '../styles/shared';
import {CloseEvent} from './events';
import {icon} from './icons';

/** The keys of the window, from the table that binds them. */
@customElement('mf-help-sheet')
export class MfHelpSheet extends LitElement {
  @property({attribute: false}) bindings: readonly Binding[] = [];

  static override styles = [base, buttons, css`
    :host { display: block; padding: 20px 24px 24px; max-height: calc(100vh - 66px); overflow: auto; }
    .top { display: flex; align-items: center; justify-content: space-between; margin-bottom: var(--s3); }
    h2 { font-size: var(--fs-lg); line-height: 24px; font-weight: 600; }
    .groups { columns: 2; column-gap: var(--s6); }
    section { break-inside: avoid; padding-bottom: var(--s4); }
    h3 { font-size: var(--fs-xs); line-height: 16px; font-weight: 500; color: var(--text-3); padding-bottom: var(--s1); }
    dl div { display: flex; justify-content: space-between; align-items: center; gap: var(--s3); min-height: 28px; font-size: var(--fs-sm); }
    dt { color: var(--text-2); }
    dd { display: flex; gap: 6px; color: var(--text-3); font-size: var(--fs-xs); white-space: nowrap; align-items: center; }
    .stroke { display: inline-flex; gap: 3px; }
    @media (max-width: 560px) { .groups { columns: 1; } }
  `];

  override render() {
    const groups = [...new Set(this.bindings.map((binding) => binding.group))];
    return html`
      <div class="top"><h2>Keyboard</h2><button type="button" class="tool" aria-label="Close" @click=${() => this.dispatchEvent(new CloseEvent())}>${icon('close')}</button></div>
      <div class="groups">${groups.map((group) => html`
        <section><h3>${group}</h3><dl>
          ${this.bindings.filter((binding) => binding.group === group).map((binding) => html`
            <div><dt>${binding.label}</dt><dd>${binding.keys.map((keys, i) => html`${i > 0 ? 'or' : ''}<span class="stroke">${keyCaps(keys).map((cap) => html`<kbd>${cap}</kbd>`)}</span>`)}</dd></div>`)}
        </dl></section>`)}
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-help-sheet': MfHelpSheet }
}
