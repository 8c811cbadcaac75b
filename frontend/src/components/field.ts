import {LitElement, css, html, nothing} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import {base} from '../styles/shared';
import {FieldEvent, TypingEvent} from './events';

export interface Choice {
  label: string;
  value: string;
}

/**
 * A line of text that looks like its value until it is used. Enter or leaving saves it, Escape takes the
 * change back. What the program refuses stays as typed, with its words below.
 */
@customElement('mf-field')
export class MfField extends LitElement {
  @property() name = '';
  @property() label = '';
  @property() value = '';
  @property() placeholder = '';
  @property() problem = '';
  @property({attribute: false}) choices: readonly Choice[] = [];
  /** The field adds to a list: it is empty again after each value. */
  @property({type: Boolean}) adds = false;
  /** The value is one of the choices: Enter takes the first that fits what was typed. */
  @property({type: Boolean}) picks = false;
  @property({type: Boolean}) over = false;
  @query('input') private input!: HTMLInputElement;
  @state() private typed: string | undefined;
  /** What the field said when it got the focus: another device may change the value meanwhile, but not under the cursor. */
  @state() private held: string | undefined;
  #sent = '';

  static override styles = [base, css`
    :host { display: block; position: relative; min-width: 0; }
    input { width: 100%; height: 32px; padding: 0 var(--s2); border: 1px solid transparent; border-radius: var(--r-sm); background: none; font-size: var(--fs-sm); text-overflow: ellipsis; font-variant-numeric: tabular-nums; transition: background var(--t-fast); }
    input:hover { background: var(--hover); }
    input:focus { background: var(--bg); border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); outline: none; }
    input::placeholder { color: var(--text-3); opacity: 1; }
    .over { color: var(--p1); }
    .problem { color: var(--p1); font-size: var(--fs-xs); line-height: 16px; padding: 4px var(--s2) 6px; overflow-wrap: anywhere; }
    .choices { display: none; position: absolute; z-index: 5; inset: 36px 0 auto 0; padding: var(--s1); background: var(--surface); border: 1px solid var(--border); border-radius: 8px; box-shadow: var(--shadow-2); }
    :host(:focus-within) .choices.open { display: grid; }
    .choices button { padding: 0 var(--s2); height: 28px; border-radius: 5px; font-size: var(--fs-sm); color: var(--text-2); }
    .choices button:hover, .choices button:focus-visible { background: var(--selected); color: var(--text); }
  `];

  /** Puts the cursor into the field with its text selected. */
  edit() {
    this.input.focus();
    this.input.select();
  }

  override render() {
    const text = this.typed ?? this.held ?? this.value;
    const fitting = this.#fitting();
    return html`
      <input type="text" aria-label=${this.label} aria-invalid=${this.problem ? 'true' : nothing} aria-describedby=${this.problem ? 'problem' : nothing} class=${this.over ? 'over' : ''}
        placeholder=${this.placeholder} spellcheck="false" autocomplete="off" dir="auto" title=${text} .value=${text}
        @focus=${this.#entered} @input=${this.#type} @keydown=${this.#key} @blur=${this.#left} />
      ${this.problem ? html`<div class="problem" id="problem" role="alert">${this.problem}</div>` : nothing}
      ${fitting.length > 0 ? html`<div class="choices open" role="group" aria-label="Suggestions for ${this.label}">
        ${fitting.map((choice) => html`<button type="button" class="cut" @mousedown=${(event: Event) => event.preventDefault()} @click=${() => this.#choose(choice)} @keydown=${this.#choiceKey}>${choice.label}</button>`)}
      </div>` : nothing}`;
  }

  #fitting() {
    const wanted = (this.typed ?? '').trim().toLowerCase();
    return this.choices.filter((choice) => !wanted || choice.label.toLowerCase().includes(wanted)).slice(0, 7);
  }

  #entered() {
    this.held ??= this.value;
    this.input.select();
  }

  #type() {
    this.typed = this.input.value;
    this.dispatchEvent(new TypingEvent(this.name, this.input.value));
  }

  #key(event: KeyboardEvent) {
    if (event.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      const [first] = this.#fitting();
      if (this.picks && this.typed?.trim() && first) this.#choose(first);
      else this.#commit();
      if (!this.adds) this.input.blur();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.typed = undefined;
      this.input.value = this.held ?? this.value;
      this.input.blur();
    } else if (event.key === 'ArrowDown') {
      const first = this.renderRoot.querySelector<HTMLElement>('.choices button');
      if (first) event.preventDefault();
      first?.focus();
    }
  }

  #choiceKey(event: KeyboardEvent) {
    const button = event.currentTarget as HTMLElement;
    const to = {ArrowDown: button.nextElementSibling, ArrowUp: button.previousElementSibling ?? this.input, Escape: this.input}[event.key];
    if (!(to instanceof HTMLElement)) return;
    event.preventDefault();
    event.stopPropagation();
    to.focus();
  }

  /** Going into the suggestions is not leaving. */
  #left(event: FocusEvent) {
    if (event.relatedTarget instanceof Node && this.renderRoot.contains(event.relatedTarget)) return;
    this.#commit();
    this.#sent = '';
    this.held = undefined;
  }

  #choose(choice: Choice) {
    this.typed = this.adds ? '' : choice.value;
    this.#send(choice.value);
    if (this.adds) {
      this.input.focus();
    } else {
      this.input.blur();
    }
  }

  #commit() {
    const text = this.typed?.trim();
    if (text === undefined || text === (this.held ?? this.value)) {
      this.typed = undefined;
      return;
    }
    // Half a name of something to add is not a wish to add it.
    if (this.adds && (!text || this.picks)) this.typed = undefined;
    else this.#send(text);
  }

  /** Enter saves and then leaves the field, which must not save twice. */
  #send(text: string) {
    if (this.#sent === `=${text}`) return;
    this.#sent = this.adds ? '' : `=${text}`;
    this.dispatchEvent(new FieldEvent(this.name, text, (problem) => {
      if (!problem) this.typed = undefined;
    }));
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-field': MfField }
}
