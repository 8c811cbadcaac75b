import {LitElement, css, html} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {deepFocus, restKeys} from '../lib/keys';
import {base} from '../styles/shared';
import {CloseEvent} from './events';

/** A panel over the window. The element below keeps its place; focus comes back to where it was. */
@customElement('mf-dialog')
export class MfDialog extends LitElement {
  @property() label = '';
  /** Upper third for what is typed into, middle for what is read; a panel is narrow and grows downwards as it is used. */
  @property({reflect: true}) place: 'top' | 'middle' | 'panel' = 'top';

  static override styles = [base, css`
    dialog { width: min(640px, calc(100vw - 32px)); max-height: calc(100vh - 64px); padding: 0; border: 1px solid var(--border); border-radius: 12px; background: var(--surface); color: var(--text); box-shadow: var(--shadow-2); overflow: hidden; animation: in var(--t-fast) var(--ease); }
    :host([place="top"]) dialog { margin: clamp(32px, 15vh, 160px) auto auto; }
    :host([place="middle"]) dialog { margin: auto; }
    :host([place="panel"]) dialog { --gap: clamp(16px, 15vh - 62px, 96px); width: min(480px, calc(100vw - 32px)); margin: var(--gap) auto auto; max-height: calc(100vh - 2 * var(--gap)); }
    dialog::backdrop { background: var(--scrim); animation: fade var(--t-fast); }
    dialog:focus-visible { outline: none; }
    @keyframes in { from { opacity: 0; transform: translateY(-6px) scale(.99); } }
    @keyframes fade { from { opacity: 0; } }
  `];

  #before: Element | null = null;
  #wakeKeys: () => void = () => undefined;

  protected override firstUpdated() {
    this.#before = deepFocus();
    this.renderRoot.querySelector('dialog')?.showModal();
    this.#wakeKeys = restKeys();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.renderRoot.querySelector('dialog')?.close();
    this.#wakeKeys();
    // A dialog that leaves the page does not give the focus back by itself.
    if (this.#before instanceof HTMLElement && this.#before.isConnected) this.#before.focus({preventScroll: true});
  }

  override render() {
    return html`<dialog aria-label=${this.label} @cancel=${this.#cancel} @pointerdown=${this.#outside}><slot></slot></dialog>`;
  }

  #cancel(event: Event) {
    event.preventDefault();
    this.dispatchEvent(new CloseEvent());
  }

  /** A press on the backdrop reaches the dialog itself; one inside reaches what it holds. */
  #outside(event: PointerEvent) {
    const dialog = event.currentTarget as HTMLDialogElement;
    const {left, right, top, bottom} = dialog.getBoundingClientRect();
    const inside = event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom;
    if (event.target === dialog && !inside) this.dispatchEvent(new CloseEvent());
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-dialog': MfDialog }
}
