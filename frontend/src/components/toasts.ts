import {LitElement, css, html, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {repeat} from 'lit/directives/repeat.js';
import {base} from '../styles/shared';
import {icon} from './icons';

export interface ToastView {
  id: number;
  text: string;
  error: boolean;
  action?: {label: string; run(): void};
}

/** The pointer came to rest on the toasts or left them, or one was dismissed. */
export class ToastEvent extends Event {
  constructor(readonly what: 'hold' | 'release' | 'dismiss', readonly toastId = 0) { super('mf-toast', {bubbles: true, composed: true}); }
}

/** Short words about what happened, above everything else, read out as they come. */
@customElement('mf-toasts')
export class MfToasts extends LitElement {
  @property({attribute: false}) toasts: readonly ToastView[] = [];

  static override styles = [base, css`
    .stack { position: fixed; inset-block: auto 24px; inset-inline: var(--toasts-start, 0px) var(--toasts-end, 0px); height: auto; gap: var(--s2); margin: 0; padding: 0 16px; border: 0; background: none; overflow: visible; width: auto; max-width: none; pointer-events: none; }
    .stack:popover-open { display: flex; flex-direction: column; align-items: center; }
    .toast { pointer-events: auto; display: flex; align-items: center; gap: var(--s3); min-height: 40px; padding: 5px 6px 5px 16px; border-radius: var(--r-md); max-width: min(560px, 100%);
      background: light-dark(#26241F, #33363D); color: #F6F5F2; font-size: var(--fs-sm); line-height: 18px; box-shadow: var(--shadow-2); animation: in var(--t-panel) var(--ease); }
    .toast.error { background: light-dark(#8E1F1F, #6E2626); color: #FFFFFF; }
    .text { overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
    button { height: 28px; border-radius: var(--r-sm); padding: 0 10px; font-weight: 600; color: #B9C6FF; flex: none; }
    .error button { color: #FFFFFF; text-decoration: underline; text-underline-offset: 3px; }
    button:hover { background: #FFFFFF1F; }
    button:focus-visible { outline-color: #FFFFFF; outline-offset: -2px; }
    .close { padding: 0; width: 28px; display: grid; place-items: center; color: #CFCDC8; }
    .close .icon { width: 14px; height: 14px; }
    @keyframes in { from { opacity: 0; transform: translateY(8px); } }
    @media (max-width: 639px) { .stack { bottom: 72px; } }
  `];

  protected override updated() {
    // The top layer keeps toasts above an open dialog; showing again moves them above one that opened later.
    const stack = this.renderRoot.querySelector<HTMLElement>('.stack');
    if (!stack?.isConnected) return;
    if (stack.matches(':popover-open')) stack.hidePopover();
    if (this.toasts.length > 0) stack.showPopover();
  }

  override render() {
    return html`
      <div class="stack" popover="manual" role="region" aria-label="Messages" @pointerenter=${() => this.#tell('hold')} @pointerleave=${() => this.#tell('release')} @focusin=${() => this.#tell('hold')} @focusout=${() => this.#tell('release')}>
        ${repeat(this.toasts, (toast) => toast.id, (toast) => html`
          <div class="toast ${toast.error ? 'error' : ''}">
            <span class="text" dir="auto">${toast.text}</span>
            ${toast.action ? html`<button type="button" @click=${() => this.#act(toast)}>${toast.action.label}</button>` : nothing}
            <button type="button" class="close" aria-label="Dismiss" @click=${() => this.#tell('dismiss', toast.id)}>${icon('close')}</button>
          </div>`)}
      </div>
      <div class="hidden" role="status">${this.toasts.at(-1)?.text ?? ''}</div>`;
  }

  #act(toast: ToastView) {
    this.#tell('dismiss', toast.id);
    toast.action?.run();
  }

  #tell(what: ToastEvent['what'], id = 0) {
    this.dispatchEvent(new ToastEvent(what, id));
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-toasts': MfToasts }
  interface HTMLElementEventMap { 'mf-toast': ToastEvent }
}
