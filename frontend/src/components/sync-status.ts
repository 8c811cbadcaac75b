import {LitElement, css, html, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import type {SyncStatus} from '../api/api';
import {agoExactly, isInstant} from '../lib/ago';
import {changes, host} from '../lib/sync';
import {base, buttons} from '../styles/shared';
import {CommandEvent} from './events';
import {icon} from './icons';
import {panel} from './panel-styles';
import {syncShape, syncShapeStyles} from './sync-dot';

/** How sync is, in a sentence. */
function sentence({state, pending}: SyncStatus): string {
  switch (state) {
    case 'synced': return 'Everything is synced';
    case 'syncing': return pending > 0 ? `Sending ${changes(pending)}…` : 'Syncing…';
    case 'pending': return pending > 0 ? `${changes(pending)} not sent yet` : 'Not synced yet';
    case 'offline': return 'Offline';
    case 'upgrade_required': return 'Update MindFlow to sync';
    case 'attention': return 'Sync needs your attention';
    case 'sign_in_needed': return 'Sign in again';
    case 'local': return 'On this device';
  }
}

/** What that means for the user, where it is not plain. */
function meaning({state, pending, error}: SyncStatus): string {
  const kept = pending > 0 ? `${changes(pending)} ${pending === 1 ? 'is' : 'are'} kept here and sent` : 'Whatever you change is kept here and sent';
  switch (state) {
    case 'offline': return `The server cannot be reached. ${kept} as soon as it can.`;
    case 'upgrade_required': return `The server no longer speaks with this version. ${kept} after the update.`;
    case 'attention': return error ?? '';
    default: return '';
  }
}

/** The account of this device, and how its sync is. */
@customElement('mf-sync-status')
export class MfSyncStatus extends LitElement {
  @property({attribute: false}) status!: SyncStatus;
  @property() today = '';
  /** The clock, so that "3 minutes ago" stays true. */
  @property({type: Number}) now = 0;
  @property({type: Number}) retryAt = 0;
  @property({type: Boolean}) signingOut = false;
  @property({type: Boolean}) inFile = false;
  /** Why the last thing that was asked for did not happen. */
  @property() failure = '';

  static override styles = [base, buttons, panel, syncShapeStyles, css`
    :host { display: grid; gap: var(--s4); }
    .state { display: grid; grid-template-columns: 12px minmax(0, 1fr) auto; gap: 2px 10px; align-items: start; padding: var(--s3) var(--s3) var(--s3) 14px; border: 1px solid var(--border); border-radius: var(--r-md); background: var(--bg); }
    .state .sync-shape { margin-top: 4px; }
    .state strong { font-weight: 600; }
    .state .text { display: grid; gap: 2px; min-width: 0; }
    .meta { font-size: var(--fs-xs); line-height: 16px; color: var(--text-3); }
    .account { display: flex; align-items: center; gap: var(--s3); }
    .who { flex: 1; min-width: 0; display: grid; }
    .who b { font-weight: 500; }
    .who span { font-size: var(--fs-xs); line-height: 16px; color: var(--text-3); }
    .file { display: grid; grid-template-columns: 12px minmax(0, 1fr); gap: 10px; padding-inline: 14px var(--s3); }
    .file .icon { width: 14px; height: 14px; margin: 2px -1px; color: var(--text-3); }
  `];

  override render() {
    const {status, today, now} = this;
    const {quarantined, pending, last_sync: last, elsewhere, state} = status;
    const wait = Math.ceil((this.retryAt - now) / 1000);
    const words = meaning(status);
    return html`
      <div class="state">
        ${syncShape(state)}
        <div class="text num">
          <strong>${sentence(status)}</strong>
          ${words ? html`<p class="note">${words}</p>` : nothing}
          ${state === 'attention' && pending > 0 ? html`<p class="note">${changes(pending)} not sent yet.</p>` : nothing}
          ${quarantined > 0 ? html`<p class="note">${state === 'attention' && status.error ? 'What was refused stays' : `The server refused ${changes(quarantined)}, which ${quarantined === 1 ? 'stays' : 'stay'}`} on this device only.</p>` : nothing}
          ${elsewhere ? html`<p class="note">Another program on this device syncs these tasks, so this window leaves it to that.</p>` : nothing}
          <p class="meta">${isInstant(last) ? html`Last synced <time datetime=${last}>${agoExactly(last, now, today)}</time>` : 'Not synced yet'}${wait > 0 ? ` · next try in ${wait} s` : ''}</p>
        </div>
        ${elsewhere || state === 'upgrade_required' ? nothing : html`<button type="button" class="btn small" @click=${() => this.#say('sync-now')}>${state === 'offline' ? 'Try now' : 'Sync now'}</button>`}
      </div>
      ${this.failure ? html`<p class="problem" role="alert">${this.failure}</p>` : nothing}
      ${this.inFile ? html`<div class="file note">${icon('blocked')}<p>There is no keyring here, so your session is kept in a file only you can read.</p></div>` : nothing}
      <div class="account">
        <div class="who"><b class="cut user" title=${status.email ?? ''}>${status.email ?? 'Your account'}</b>
          <span class="cut user" title=${status.server}>${host(status.server)}</span>
          <span class="num" id="stays">Signing out leaves your tasks here${pending > 0 ? `, with ${changes(pending)} not sent` : ''}.</span></div>
        <button type="button" class="btn small" aria-disabled=${this.signingOut ? 'true' : nothing} aria-describedby="stays" @click=${() => this.#say('sign-out')}>${this.signingOut ? 'Signing out…' : 'Sign out'}</button>
      </div>`;
  }

  #say(command: string) {
    this.dispatchEvent(new CommandEvent(command));
  }
}

/** What a person needs who compares two devices, or asks for help. */
@customElement('mf-sync-facts')
export class MfSyncFacts extends LitElement {
  @property({attribute: false}) status!: SyncStatus;

  static override styles = [base, panel, css`
    :host { display: block; font-size: var(--fs-sm); }
    summary { width: fit-content; display: flex; align-items: center; gap: 6px; padding: 4px 8px 4px 4px; margin-inline-start: -4px; border-radius: var(--r-sm); color: var(--text-2); font-weight: 500; cursor: default; list-style: none; user-select: none; -webkit-user-select: none; }
    summary::-webkit-details-marker { display: none; }
    summary:hover { background: var(--hover); }
    summary .icon { width: 14px; height: 14px; color: var(--text-3); transition: transform var(--t-fast); }
    [open] summary .icon { transform: rotate(90deg); }
    dl { display: grid; grid-template-columns: 96px minmax(0, 1fr); gap: 6px var(--s3); padding: var(--s2) 0 0 24px; }
    dt { color: var(--text-3); }
    dd { color: var(--text-2); overflow-wrap: anywhere; user-select: text; -webkit-user-select: text; }
    code { font: 12px/18px ui-monospace, "Cascadia Mono", "Noto Sans Mono", monospace; }
    p { padding: var(--s2) 0 0 24px; }
  `];

  override render() {
    const {pending, quarantined, stream, server, device_id: id, digest, state} = this.status;
    return html`
      <details @toggle=${this.#show}>
        <summary>${icon('chevron')}Details</summary>
        <dl class="num">
          <dt>Server</dt><dd>${server}</dd>
          <dt>To send</dt><dd>${pending > 0 ? changes(pending) : 'nothing'}</dd>
          <dt>Refused</dt><dd>${quarantined > 0 ? changes(quarantined) : 'nothing'}</dd>
          ${state === 'synced' || state === 'syncing' ? html`<dt>Changes arrive</dt><dd>${stream ? 'as they happen' : 'when asked for'}</dd>` : nothing}
          <dt>Device</dt><dd><code>${id}</code></dd>
          <dt>Digest</dt><dd><code>${digest}</code></dd>
        </dl>
        <p class="hint note">Two synced devices that hold the same tasks show the same digest.</p>
      </details>`;
  }

  /** What was unfolded at the end of a panel that scrolls would be out of sight. */
  #show(event: Event) {
    const details = event.currentTarget as HTMLDetailsElement;
    if (details.open) details.scrollIntoView({block: 'nearest'});
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-sync-status': MfSyncStatus; 'mf-sync-facts': MfSyncFacts }
}
