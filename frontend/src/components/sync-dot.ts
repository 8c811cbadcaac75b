import {LitElement, css, html, nothing, svg} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import type {SyncState, SyncStatus} from '../api/api';
import {syncDetails, syncWords, wantsUser} from '../lib/sync';
import {base} from '../styles/shared';
import {CommandEvent} from './events';

/** One shape for each state, so that none is told by its colour alone; 12 × 12. */
const shapes: Record<SyncState, unknown> = {
  local: svg`<circle cx="6" cy="6" r="3.25"/>`,
  synced: svg`<circle class="full" cx="6" cy="6" r="4"/>`,
  syncing: svg`<path class="turns" d="M6 2a4 4 0 1 1-4 4"/>`,
  pending: svg`<circle cx="6" cy="6" r="4"/><circle class="full" cx="6" cy="6" r="1.5"/>`,
  offline: svg`<circle cx="6" cy="6" r="4"/><path d="m2 10 8-8"/>`,
  sign_in_needed: svg`<path class="full" d="M6 .8 11.2 6 6 11.2.8 6z"/>`,
  upgrade_required: svg`<path d="M6 10.5v-8M2.5 6 6 2.3 9.5 6"/>`,
  attention: svg`<path class="full" d="M6 .8 11.6 11H.4z"/>`,
};

export const syncShape = (is: SyncState) => html`<svg class="sync-shape ${is}" viewBox="0 0 12 12" aria-hidden="true">${shapes[is]}</svg>`;

export const syncShapeStyles = css`
  .sync-shape { width: 12px; height: 12px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; color: var(--text-3); overflow: visible; }
  .sync-shape .full { fill: currentColor; stroke: none; }
  .sync-shape.synced { color: var(--ok); }
  .sync-shape.syncing, .sync-shape.pending { color: var(--accent); }
  .sync-shape.sign_in_needed, .sync-shape.upgrade_required { color: var(--warn); }
  .sync-shape.attention { color: var(--p1); }
  .sync-shape .turns { transform-origin: 6px 6px; animation: turn 1.6s linear infinite; }
  @keyframes turn { to { transform: rotate(1turn); } }
`;

/** How sync is, at the foot of the sidebar: a shape and a word, more on hover and focus, all of it behind a press. */
@customElement('mf-sync-dot')
export class MfSyncDot extends LitElement {
  @property({attribute: false}) status: SyncStatus | null = null;
  @property() today = '';
  /** Escape puts the details away until the pointer or the focus comes again. */
  @state() private hushed = false;

  static override styles = [base, syncShapeStyles, css`
    :host { display: block; min-width: 0; }
    button { display: flex; align-items: center; gap: 6px; width: 100%; min-height: 32px; padding: 0 6px; border-radius: var(--r-sm); font-size: var(--fs-xs); line-height: 14px; color: var(--text-3); transition: background var(--t-fast), color var(--t-fast); }
    button:hover { background: var(--hover-sidebar); color: var(--text); }
    button:focus-visible { outline-offset: -2px; }
    .words { display: grid; min-width: 0; }
    .wants { color: var(--text); }
    .tip { position: absolute; z-index: 30; inset: auto var(--s3) calc(100% + 2px); padding: 7px 10px; border-radius: var(--r-sm); background: light-dark(#26241F, #33363D); color: #F6F5F2; font-size: var(--fs-xs); line-height: 16px; box-shadow: var(--shadow-2); visibility: hidden; opacity: 0; transition: opacity var(--t-fast), visibility var(--t-fast); text-wrap: pretty; overflow-wrap: anywhere; }
    button:hover + .tip, .tip:hover, button:focus-visible + .tip { visibility: visible; opacity: 1; transition-delay: 300ms; }
    .tip.hushed { display: none; }
  `];

  override disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.#escape);
  }

  override render() {
    const {status} = this;
    if (!status) return nothing; // not asked yet; the place stays empty for a moment rather than saying something untrue
    const [word, more] = syncWords(status);
    return html`
      <button type="button" aria-describedby="more" @click=${() => this.dispatchEvent(new CommandEvent('sync'))}
        @pointerenter=${this.#listen} @focus=${this.#listen} @pointerleave=${this.#unlisten} @blur=${this.#unlisten}>
        ${syncShape(status.state)}
        <span class="words ${wantsUser(status.state) ? 'wants' : ''}"><span class="hidden">Sync:</span><span class="cut">${word}</span>${more ? html`<span class="cut num">${more}</span>` : nothing}</span>
      </button>
      <div class="tip num ${this.hushed ? 'hushed' : ''}" id="more">${syncDetails(status, this.today)}</div>`;
  }

  #listen() {
    this.hushed = false;
    window.addEventListener('keydown', this.#escape);
  }

  #unlisten() {
    window.removeEventListener('keydown', this.#escape);
  }

  #escape = (event: KeyboardEvent) => {
    if (event.key === 'Escape') this.hushed = true;
  };
}

declare global {
  interface HTMLElementTagNameMap { 'mf-sync-dot': MfSyncDot }
}
