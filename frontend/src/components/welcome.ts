import {LitElement, css, html} from 'lit';
import {customElement} from 'lit/decorators.js';
import {base, buttons} from '../styles/shared';
import {CommandEvent} from './events';
import {icon} from './icons';

/** The first words a new user reads, above the tasks that teach. */
@customElement('mf-welcome')
export class MfWelcome extends LitElement {
  static override styles = [base, buttons, css`
    :host { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s3) var(--s4); padding-inline: 10px; color: var(--text-2); }
    p { flex: 1 1 280px; text-wrap: pretty; }
    .icon { width: 14px; height: 14px; }
  `];

  override render() {
    return html`
      <p>Welcome. These tasks show you around as you do them.</p>
      <button type="button" class="btn" @click=${() => this.dispatchEvent(new CommandEvent('import'))}>${icon('import')}Import from another app…</button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-welcome': MfWelcome }
}
