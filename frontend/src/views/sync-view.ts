import {css, html, nothing} from 'lit';
import {customElement, state} from 'lit/decorators.js';
import '../components/devices';
import {CloseEvent} from '../components/events';
import {icon} from '../components/icons';
import {panel} from '../components/panel-styles';
import '../components/sign-in';
import '../components/sync-status';
import {changes} from '../lib/sync';
import {base, buttons} from '../styles/shared';
import {View} from './view';

/** The account of this device: how to get one, how its sync is, and the other devices that have it. */
@customElement('mf-sync-view')
export class MfSyncView extends View {
  @state() private now = Date.now();
  #timer: ReturnType<typeof setInterval> | undefined;
  #part = '';

  static override styles = [base, buttons, panel, css`
    :host { display: block; padding: 0 24px 24px; max-height: calc(100vh - 2 * var(--gap, 32px) - 2px); overflow: auto; scrollbar-width: thin; scrollbar-color: var(--border) transparent; }
    .top { display: flex; align-items: center; justify-content: space-between; position: sticky; inset-block-start: 0; z-index: 1; margin-inline-end: -6px; padding: 20px 0 var(--s3); background: var(--surface); }
    h2 { font-size: var(--fs-lg); line-height: 24px; font-weight: 600; }
    h2:focus-visible { outline: none; }
    .lead { color: var(--text-2); text-wrap: pretty; margin-bottom: var(--s4); }
    .parts { display: grid; gap: var(--s4); }
    .parts > * + * { border-top: 1px solid var(--border); padding-top: var(--s4); }
    .letter { display: grid; gap: var(--s4); justify-items: start; }
    .other { margin-top: var(--s4); padding-top: var(--s3); border-top: 1px solid var(--border); display: flex; align-items: center; gap: var(--s3); }
    .other p { flex: 1; }
  `];

  override connectedCallback() {
    super.connectedCallback();
    // "3 minutes ago" moves on by itself; the seconds until a try only count while one is due.
    let ticks = 0;
    this.#timer = setInterval(() => {
      if (this.stores.sync.retryAt.value > this.now || ++ticks % 20 === 0) this.now = Date.now();
    }, 1000);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  /** Where one part made way for another, the focus would be lost with what had it. A form takes it by itself. */
  protected override updated() {
    const part = this.#which();
    if (part === this.#part) return;
    this.#part = part;
    if (part === 'status' || part === 'letter') this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  protected override view() {
    const part = this.#which();
    return html`
      <div class="top"><h2 tabindex="-1">Sync and devices</h2><button type="button" class="tool" aria-label="Close" @click=${() => this.dispatchEvent(new CloseEvent())}>${icon('close')}</button></div>
      <div class="hidden" role="status">${this.stores.sync.said.value /* what the window says is not heard while this lies over it */}</div>
      ${part === 'letter' ? this.#letter() : part === 'form' ? this.#form() : part === 'status' ? this.#status() : nothing}
      ${part === '' && this.stores.sync.failure.value ? html`<p class="problem" role="alert">${this.stores.sync.failure.value}</p>` : nothing}`;
  }

  #which() {
    const {status, mailedTo} = this.stores.sync;
    const is = status.value?.state;
    if (mailedTo.value) return 'letter';
    if (!is) return '';
    return is === 'local' || is === 'sign_in_needed' ? 'form' : 'status';
  }

  #form() {
    const {sync} = this.stores;
    const {server, email} = sync.account.value;
    const status = sync.status.value;
    const again = status?.state === 'sign_in_needed';
    const pending = status?.pending ?? 0;
    return html`
      <p class="lead">${again ? `You are signed out of this account. Your tasks are all here${pending > 0 ? `, also ${changes(pending)} the server does not have yet` : ''}; sign in to go on syncing.`
        : 'Only if you want a second device. Everything here works without one.'}</p>
      <mf-sign-in .server=${server} .email=${email} .again=${again} .busy=${sync.busy.value === 'sign-in'} .problems=${sync.problems.value}
        @mf-sign-in=${(event: HTMLElementEventMap['mf-sign-in']) => sync.signIn(event.server, event.email, event.password, event.register)}></mf-sign-in>
      ${again ? html`<div class="other"><p class="note">${sync.failure.value || 'Another account, or none any more? Your tasks stay here.'}</p>
        <button type="button" class="btn small" aria-disabled=${sync.busy.value === 'sign-out' ? 'true' : nothing} @click=${() => sync.signOut()}>Sign out</button></div>` : nothing}`;
  }

  #letter() {
    const {sync} = this.stores;
    return html`<div class="letter">
      <p class="note" role="status">A letter is on its way to <b class="user">${sync.mailedTo.value}</b>. Follow the link in it, then sign in here.</p>
      <button type="button" class="btn" @click=${() => sync.mailRead()}>Sign in</button>
    </div>`;
  }

  #status() {
    const {sync, today} = this.stores;
    const now = Math.max(this.now, Date.now());
    return html`<div class="parts" @mf-command=${this.#command} @mf-revoke=${(event: HTMLElementEventMap['mf-revoke']) => sync.revoke(event.deviceId)}>
      <mf-sync-status .status=${sync.status.value} .today=${today.value} .now=${now} .retryAt=${sync.retryAt.value} .signingOut=${sync.busy.value === 'sign-out'} .inFile=${sync.inFile.value} .failure=${sync.failure.value}></mf-sync-status>
      <mf-devices .devices=${sync.devices.value} .problem=${sync.devicesFailure.value} .today=${today.value} .now=${now} .revoking=${sync.revoking.value}></mf-devices>
      <mf-sync-facts .status=${sync.status.value}></mf-sync-facts>
    </div>`;
  }

  #command(event: HTMLElementEventMap['mf-command']) {
    const {sync} = this.stores;
    event.stopPropagation();
    if (event.command === 'sync-now') void sync.syncNow();
    else if (event.command === 'sign-out') void sync.signOut();
    else if (event.command === 'read-devices') void sync.readDevices();
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-sync-view': MfSyncView }
}
