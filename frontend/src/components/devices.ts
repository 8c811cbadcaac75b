import {LitElement, css, html, nothing, type PropertyValues} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import {repeat} from 'lit/directives/repeat.js';
import type {Device} from '../api/api';
import {ago, isInstant} from '../lib/ago';
import {instantLabel} from '../lib/dates';
import {base, buttons} from '../styles/shared';
import {CommandEvent} from './events';
import {panel} from './panel-styles';

/** The user wants a device signed out, and has said so twice. */
export class RevokeEvent extends Event {
  constructor(readonly deviceId: string) { super('mf-revoke', {bubbles: true, composed: true}); }
}

const systems: Record<string, string> = {linux: 'Linux', darwin: 'macOS', windows: 'Windows'};

/** The devices of the account. One that is lost can be signed out from here; that cannot be undone, so it is asked in its place. */
@customElement('mf-devices')
export class MfDevices extends LitElement {
  /** null while they were not read yet. */
  @property({attribute: false}) devices: readonly Device[] | null = null;
  @property() problem = '';
  @property() today = '';
  @property({type: Number}) now = 0;
  /** The device that is being signed out. */
  @property() revoking = '';
  @state() private asked = '';

  static override styles = [base, buttons, panel, css`
    :host { display: grid; gap: 6px; }
    ul { list-style: none; padding: 0; }
    li { display: flex; align-items: center; gap: var(--s3); min-height: 52px; padding-block: 6px; border-top: 1px solid var(--hairline); }
    li:first-child { border-top: 0; }
    .who { flex: 1; min-width: 0; display: grid; }
    .name { display: flex; align-items: center; gap: var(--s2); font-weight: 500; min-width: 0; }
    .here { flex: none; padding: 0 6px; border-radius: 4px; background: var(--surface-2); color: var(--text-2); font-size: 11px; line-height: 18px; }
    .meta { font-size: var(--fs-xs); line-height: 16px; color: var(--text-3); }
    .gone .name { font-weight: 400; color: var(--text-3); }
    .ask { flex: 1; min-width: 0; display: flex; flex-wrap: wrap; align-items: center; justify-content: flex-end; gap: var(--s2); }
    .ask p { flex: 1 1 160px; overflow-wrap: anywhere; }
    .none { display: flex; align-items: center; gap: var(--s3); min-height: 44px; }
    .none p { flex: 1; }
    .danger { color: var(--p1); }
    h3:focus-visible { outline: none; }
  `];

  #answered = false;

  protected override willUpdate(changed: PropertyValues<this>) {
    if (!changed.has('devices') || !this.asked) return;
    const device = this.devices?.find(({id}) => id === this.asked);
    this.#answered = !device || isInstant(device.revoked);
    if (this.#answered) this.asked = '';
  }

  /** The question has been answered and its buttons are gone: the focus stays near. */
  protected override updated() {
    if (this.#answered) this.renderRoot.querySelector<HTMLElement>('h3')?.focus();
    this.#answered = false;
  }

  override render() {
    const {devices, problem} = this;
    const open = (devices ?? []).filter((device) => !isInstant(device.revoked));
    const gone = (devices ?? []).filter((device) => isInstant(device.revoked));
    return html`
      <h3 id="title" tabindex="-1">Devices</h3>
      ${devices ? html`<ul aria-labelledby="title">${repeat([...open, ...gone], (device) => device.id, (device) => this.#row(device))}</ul>` : nothing}
      ${problem ? html`<div class="none"><p class="note" role="status">${devices ? problem : 'The server keeps the list of devices, and it could not be asked.'}</p>
        <button type="button" class="btn small" @click=${() => this.dispatchEvent(new CommandEvent('read-devices'))}>Try again</button></div>` : nothing}
      ${devices || problem ? nothing : html`<p class="note">Asking the server…</p>`}`;
  }

  #row(device: Device) {
    const gone = isInstant(device.revoked);
    if (this.asked === device.id && !gone) return this.#question(device);
    const from = [systems[device.platform] ?? device.platform, device.version].filter(Boolean).join(' · ');
    return html`<li class=${gone ? 'gone' : ''} data-id=${device.id}>
      <div class="who">
        <span class="name"><span class="cut user" dir="auto" title=${device.name}>${device.name}</span>${device.current ? html`<span class="here">this device</span>` : nothing}</span>
        <span class="meta cut num">${from} · ${gone ? `signed out ${instantLabel(device.revoked ?? '', this.today)}` : device.current ? 'in use' : isInstant(device.last_seen) ? html`seen <time datetime=${device.last_seen} title=${instantLabel(device.last_seen, this.today)}>${ago(device.last_seen, this.now)}</time>` : 'not seen yet'}</span>
      </div>
      ${device.current || gone ? nothing : html`<button type="button" class="btn small quiet" aria-label="Sign out ${device.name}" @click=${() => this.#ask(device.id)}>Sign out…</button>`}
    </li>`;
  }

  #question(device: Device) {
    const busy = this.revoking === device.id;
    return html`<li data-id=${device.id}>
      <div class="ask" role="group" aria-labelledby="question" @keydown=${(event: KeyboardEvent) => this.#key(event, device.id)}>
        <p id="question">Sign out “<span class="user">${device.name}</span>”?</p>
        <button type="button" class="btn small danger" aria-disabled=${busy ? 'true' : nothing} @click=${() => this.#yes(device.id)}>${busy ? 'Signing out…' : 'Yes, sign out'}</button>
        <button type="button" class="btn small no" @click=${() => this.#no(device.id)}>No</button>
      </div>
    </li>`;
  }

  async #ask(id: string) {
    this.asked = id;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.no')?.focus();
  }

  #yes(id: string) {
    if (this.revoking) return;
    this.dispatchEvent(new RevokeEvent(id));
  }

  async #no(id: string) {
    this.asked = '';
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"] button`)?.focus();
  }

  /** Escape answers the question; it does not close the panel around it. */
  #key(event: KeyboardEvent, id: string) {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    void this.#no(id);
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-devices': MfDevices }
  interface HTMLElementEventMap { 'mf-revoke': RevokeEvent }
}
