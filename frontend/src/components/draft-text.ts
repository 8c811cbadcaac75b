import {LitElement, css, html, nothing, type PropertyValues} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import {base} from '../styles/shared';
import {TypingEvent} from './events';
import {markdown} from './markdown';

/** The text is to be saved as it was last reported by a TypingEvent. */
export class SaveEvent extends Event {
  constructor(readonly field: string) { super('mf-save', {bubbles: true, composed: true}); }
}

/** What was typed is to be forgotten. */
export class DiscardEvent extends Event {
  constructor(readonly field: string) { super('mf-discard', {bubbles: true, composed: true}); }
}

/** A title that is edited where it stands. */
@customElement('mf-title')
export class MfTitle extends LitElement {
  @property() value = '';
  @property({type: Boolean}) struck = false;
  @query('textarea') private field!: HTMLTextAreaElement;

  static override styles = [base, css`
    :host { display: block; }
    textarea { display: block; width: 100%; margin: -2px -6px; padding: 2px 6px; width: calc(100% + 12px); border: 1px solid transparent; border-radius: var(--r-sm); background: none; resize: none; overflow: hidden; font-size: var(--fs-lg); line-height: 24px; font-weight: 600; letter-spacing: -.005em; field-sizing: content; overflow-wrap: anywhere; transition: background var(--t-fast); }
    textarea:hover { background: var(--hover); }
    textarea:focus { background: var(--bg); border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); outline: none; }
    .struck { color: var(--text-3); text-decoration: line-through; }
  `];

  protected override updated(changed: PropertyValues<this>) {
    if (changed.has('value')) this.#fill();
  }

  /** Another device may rename the task meanwhile. That is shown once the cursor has left, and never over what was typed. */
  #fill() {
    if (isFocused(this.field)) return;
    if (this.field.value !== this.value) this.field.value = this.value;
    fit(this.field);
  }

  edit() {
    this.field.focus();
    this.field.select();
  }

  override render() {
    return html`<textarea rows="1" aria-label="Title" class=${this.struck ? 'struck' : ''} maxlength="1000" dir="auto" spellcheck="false"
      @input=${this.#type} @keydown=${this.#key} @blur=${this.#leave}></textarea>`;
  }

  #type() {
    // A title is one line, also when several are pasted.
    if (this.field.value.includes('\n')) this.field.value = this.field.value.replaceAll(/\s*\n\s*/g, ' ');
    fit(this.field);
    this.value = this.field.value;
    this.dispatchEvent(new TypingEvent('title', this.value));
  }

  #leave() {
    this.dispatchEvent(new SaveEvent('title'));
    this.#fill();
  }

  #key(event: KeyboardEvent) {
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    event.preventDefault();
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.dispatchEvent(new DiscardEvent('title'));
    }
    this.field.blur();
  }
}

/** Notes: read as Markdown, written as text. */
@customElement('mf-notes')
export class MfNotes extends LitElement {
  @property() value = '';
  @property() problem = '';
  @state() private editing = false;
  @query('textarea') private field!: HTMLTextAreaElement | null;

  static override styles = [base, css`
    :host { display: block; }
    .shown, textarea { display: block; width: calc(100% + 16px); margin: 0 -8px; padding: 8px; min-height: 88px; border: 1px solid transparent; border-radius: var(--r-sm); background: none; font-size: var(--fs-md); line-height: 20px; color: var(--text-2); overflow-wrap: anywhere; cursor: text; transition: background var(--t-fast); }
    .shown:hover { background: var(--hover); }
    textarea { resize: none; field-sizing: content; color: var(--text); }
    textarea:focus { background: var(--bg); border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); outline: none; }
    .empty { color: var(--text-3); }
    p + *, ul + *, ol + *, pre + * { margin-top: var(--s2); }
    ul, ol { padding-inline-start: 20px; }
    li + li { margin-top: 2px; }
    li::marker { color: var(--text-3); }
    strong, .heading { color: var(--text); font-weight: 600; }
    code { font: 12px/18px ui-monospace, "Cascadia Mono", "Noto Sans Mono", monospace; background: var(--surface-2); border-radius: 4px; padding: 1px 4px; }
    pre { background: var(--surface-2); border-radius: var(--r-sm); padding: var(--s2) var(--s3); overflow: auto; }
    pre code { padding: 0; background: none; }
    a { color: var(--accent); text-underline-offset: 3px; text-decoration-color: var(--border-strong); }
    .edit { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    .wrap:has(.edit:focus-visible) .shown { outline: 2px solid var(--ring); }
    .problem { color: var(--p1); font-size: var(--fs-xs); line-height: 16px; padding-top: 4px; overflow-wrap: anywhere; }
    .problem button { text-decoration: underline; text-underline-offset: 3px; font-weight: 600; }
  `];

  #filled: HTMLTextAreaElement | null = null;

  protected override updated(changed: PropertyValues<this>) {
    const {field} = this;
    const fresh = field !== this.#filled;
    this.#filled = field;
    if (!field || !(fresh || changed.has('value'))) return;
    // What another device wrote meanwhile does not come between the user and the text.
    if ((fresh || !isFocused(field)) && field.value !== this.value) field.value = this.value;
    fit(field);
  }

  async edit() {
    this.editing = true;
    await this.updateComplete;
    this.field?.focus();
  }

  override render() {
    // A text that could not be saved stays open, so that nobody takes it for stored.
    const open = this.editing || this.problem !== '';
    return html`
      ${open ? html`<textarea aria-label="Notes" dir="auto" @input=${this.#type} @keydown=${this.#key} @blur=${this.#leave}></textarea>` : html`
        <div class="wrap">
          <button type="button" class="edit" @click=${() => this.edit()}>Edit notes</button>
          <div class="shown ${this.value ? '' : 'empty'}" @click=${this.#press}>${this.value ? markdown(this.value) : 'Notes'}</div>
        </div>`}
      ${this.problem ? html`<div class="problem" role="alert">${this.problem} <button type="button" @click=${() => this.#save()}>Try again</button></div>` : nothing}`;
  }

  /** A press edits, but not one that follows a link or selects text. */
  #press(event: MouseEvent) {
    const onLink = event.composedPath().some((target) => target instanceof HTMLAnchorElement);
    if (!onLink && !window.getSelection()?.toString()) void this.edit();
  }

  #type() {
    if (!this.field) return;
    fit(this.field);
    this.value = this.field.value;
    this.dispatchEvent(new TypingEvent('description', this.value));
  }

  #key(event: KeyboardEvent) {
    if (event.isComposing) return;
    if (event.key === 'Escape' || (event.key === 'Enter' && (event.ctrlKey || event.metaKey))) {
      event.preventDefault();
      event.stopPropagation();
      this.field?.blur();
    }
  }

  #leave() {
    this.editing = false;
    this.#save();
  }

  #save() {
    this.dispatchEvent(new SaveEvent('description'));
  }
}

const isFocused = (field: HTMLElement) => (field.getRootNode() as ShadowRoot).activeElement === field;

/** Makes a field as high as its text, where the engine does not do so by itself. */
function fit(field: HTMLTextAreaElement) {
  if (CSS.supports('field-sizing', 'content')) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight + 2}px`;
}

declare global {
  interface HTMLElementTagNameMap { 'mf-title': MfTitle; 'mf-notes': MfNotes }
  interface HTMLElementEventMap { 'mf-save': SaveEvent; 'mf-discard': DiscardEvent }
}
