import {LitElement, css, html} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import type {ImportReport} from '../api/api';
import {base, buttons} from '../styles/shared';
import {CloseEvent} from './events';

/** What an import brought, and what it could not keep. */
@customElement('mf-import-report')
export class MfImportReport extends LitElement {
  @property({attribute: false}) report!: ImportReport;

  static override styles = [base, buttons, css`
    :host { display: flex; flex-direction: column; padding: 20px 24px; max-height: calc(100vh - 66px); gap: var(--s3); }
    h2 { font-size: var(--fs-lg); line-height: 24px; font-weight: 600; }
    p { color: var(--text-2); }
    ul { list-style: none; padding: 0; overflow: auto; border-block: 1px solid var(--border); }
    li { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: var(--s4); padding: var(--s2) 0; font-size: var(--fs-sm); overflow-wrap: anywhere; }
    li span:last-child { color: var(--text-3); }
    .btn { align-self: flex-end; }
  `];

  override render() {
    const {imported, projects, tags, losses} = this.report;
    return html`
      <h2>What the import could not keep</h2>
      <p>${imported} tasks, ${projects} projects and ${tags} tags are in. Everything else of these is, too:</p>
      <ul tabindex="0" aria-label="Losses">${losses.map((loss) => html`<li><span class="user" dir="auto">${loss.item}</span><span class="user" dir="auto">${loss.what}</span></li>`)}</ul>
      <button type="button" class="btn" @click=${() => this.dispatchEvent(new CloseEvent())}>Close</button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-import-report': MfImportReport }
}
