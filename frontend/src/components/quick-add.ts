import {LitElement, css, html, nothing, type PropertyValues} from 'lit';
import {customElement, property, query} from 'lit/decorators.js';
import type {Parsed, Span} from '../api/api';
import {countLines} from '../lib/lines';
import {byteToIndex, commonPrefix} from '../lib/utf8';
import {base, buttons} from '../styles/shared';
import {icon, type IconName} from './icons';

/** What the user does in quick add. */
export class QuickAddEvent extends Event {
  constructor(readonly what: 'text' | 'save' | 'save-stay' | 'accept' | 'reject', readonly text = '', readonly span?: Span) {
    super('mf-quick-add', {bubbles: true, composed: true});
  }
}

const glyphs: Record<string, IconName> = {
  project: 'project', section: 'anytime', tag: 'tag', person: 'user', priority: 'flag', estimate: 'clock', due: 'upcoming',
  deadline: 'flag', start: 'start', reminder: 'bell', recurrence: 'repeat', blocked_by: 'blocked', notes: 'notes',
};

/** One line that becomes a task. What was understood of it is painted behind the text and listed below. */
@customElement('mf-quick-add')
export class MfQuickAdd extends LitElement {
  @property() text = '';
  @property({attribute: false}) parsed: {text: string; result: Parsed} | null = null;
  @property() problem = '';
  @property() added = '';
  @query('textarea') private field!: HTMLTextAreaElement;

  static override styles = [base, buttons, css`
    :host { display: block; padding: 16px 20px 14px; }
    .line { position: relative; font-size: 18px; line-height: 28px; letter-spacing: -.005em; }
    .mirror, textarea { display: block; width: 100%; padding: 0; font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; word-break: normal; tab-size: 4; }
    .mirror { min-height: 28px; max-height: 196px; overflow: hidden; color: transparent; pointer-events: none; user-select: none; }
    textarea { position: absolute; inset: 0; height: 100%; border: 0; resize: none; background: none; color: var(--text); caret-color: var(--accent); overflow: auto; scrollbar-width: none; }
    textarea:focus-visible { outline: none; }
    textarea::placeholder { color: var(--text-3); opacity: .75; }
    mark { background: var(--selected); color: inherit; border-radius: 3px; box-shadow: 0 0 0 1.5px var(--selected); }
    mark.maybe { background: none; box-shadow: none; border-radius: 0; border-bottom: 2px dotted var(--ai); }
    .chips { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 10px; }
    .chips .chip:hover { background: var(--hover); color: var(--text); }
    .chip .icon { color: var(--text-3); }
    .chip.maybe { background: none; border: 1px dotted var(--ai); color: var(--ai); }
    .chip.maybe kbd { border-color: currentColor; color: inherit; background: none; line-height: 14px; }
    .foot { display: flex; align-items: center; gap: var(--s3); margin-top: 10px; min-height: 20px; font-size: var(--fs-sm); color: var(--text-3); }
    .foot .summary { flex: 1; }
    .problem { color: var(--p1); }
    .foot kbd { margin-inline-start: 6px; }
    .save { color: var(--text-2); border-radius: 4px; font-size: var(--fs-sm); white-space: nowrap; }
    .save:hover { color: var(--text); }
    .save[disabled] { color: var(--text-3); }
  `];

  protected override firstUpdated() {
    this.field.focus();
    this.field.setSelectionRange(this.text.length, this.text.length);
  }

  protected override updated(changed: PropertyValues<this>) {
    if (changed.has('text') && this.field.value !== this.text) this.field.value = this.text;
  }

  override render() {
    const spans = this.#several() ? [] : (this.parsed?.result.spans.filter((span) => span.kind !== 'literal') ?? []);
    const firstDoubtful = spans.find((span) => span.doubtful);
    return html`
      <div class="line">
        <div class="mirror" aria-hidden="true" dir="auto">${this.#painted()}&#8203;</div>
        <textarea rows="1" aria-label="New task" placeholder="Call the plumber tomorrow 9am #Home ~20m" spellcheck="false" autocomplete="off" dir="auto"
          .value=${this.text} @input=${this.#typed} @keydown=${this.#key} @scroll=${this.#scrolled}></textarea>
      </div>
      ${spans.length > 0 ? html`<div class="chips" role="group" aria-label="Understood">${spans.map((span) => this.#chip(span, span === firstDoubtful))}</div>` : nothing}
      <div class="foot">
        <span class="summary cut num ${this.problem ? 'problem' : ''}" role=${this.problem ? 'alert' : nothing} dir="auto">${this.#summary()}</span>
        <button type="button" class="save" ?disabled=${!this.text.trim()} @click=${() => this.#say('save')}>Save<kbd aria-hidden="true">Enter</kbd></button>
      </div>`;
  }

  #summary() {
    if (this.problem) return this.problem;
    if (this.added && !this.text) return `Added “${this.added}”. Type the next one.`;
    const several = this.#several();
    if (several) return `→ ${several.tasks} tasks${several.steps > 0 ? `, ${several.steps} of them ${several.steps === 1 ? 'a step' : 'steps'}` : ''}`;
    if (this.parsed && this.text.trim()) return `→ ${this.parsed.result.summary}`;
    return html`Dates, <b>#project</b> <b>@tag</b> <b>p1</b> <b>~30m</b> <b>every monday</b>`;
  }

  /** Each line is a task of its own: what is understood of them all cannot be shown as if they were one. */
  #several() {
    const count = countLines(this.text);
    return count.tasks > 1 ? count : null;
  }

  /** The text again, with its spans marked. An answer about an older text still holds for what both begin with. */
  #painted() {
    const parsed = this.parsed;
    if (!parsed || this.#several()) return this.text;
    const index = byteToIndex(parsed.text);
    const sure = commonPrefix(parsed.text, this.text);
    const out: unknown[] = [];
    let last = 0;
    for (const span of [...parsed.result.spans].sort((a, b) => a.start - b.start)) {
      const [start, end] = [index(span.start), index(span.end)];
      if (span.kind === 'literal' || start < last || end > sure) continue;
      out.push(this.text.slice(last, start), html`<mark class=${span.doubtful ? 'maybe' : ''}>${this.text.slice(start, end)}</mark>`);
      last = end;
    }
    out.push(this.text.slice(last));
    return out;
  }

  #chip(span: Span, tab: boolean) {
    if (span.doubtful) {
      return html`<button type="button" class="chip maybe" @click=${() => this.#choose('accept', span)}><span class="hidden">Use</span> ${span.label}? ${tab ? html`<kbd aria-hidden="true">Tab</kbd>` : nothing}</button>`;
    }
    const glyph = glyphs[span.kind];
    return html`<button type="button" class="chip" title="Turn back into text" aria-label="${span.kind.replace('_', ' ')}: ${span.label}. Turn back into text"
      @click=${() => this.#choose('reject', span)} @keydown=${(event: KeyboardEvent) => this.#chipKey(event, span)}>${glyph ? icon(glyph) : nothing}<span class="cut user" dir="auto">${span.label}</span></button>`;
  }

  #typed() {
    this.#say('text', this.field.value);
  }

  #scrolled() {
    const mirror = this.renderRoot.querySelector('.mirror');
    if (mirror) mirror.scrollTop = this.field.scrollTop;
  }

  #key(event: KeyboardEvent) {
    // While an input method composes, Enter and Tab belong to it.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      this.#say(event.shiftKey ? 'save-stay' : 'save');
    } else if (event.key === 'Tab' && !event.shiftKey) {
      const doubtful = this.#several() ? undefined : this.parsed?.result.spans.find((span) => span.doubtful);
      if (!doubtful) return;
      event.preventDefault();
      this.#choose('accept', doubtful);
    }
  }

  #chipKey(event: KeyboardEvent, span: Span) {
    if (event.key !== 'Backspace' && event.key !== 'Delete') return;
    event.preventDefault();
    this.#choose('reject', span);
  }

  #choose(what: 'accept' | 'reject', span: Span) {
    this.dispatchEvent(new QuickAddEvent(what, span.text, span));
    this.field.focus();
  }

  #say(what: 'text' | 'save' | 'save-stay', text = this.field.value) {
    this.dispatchEvent(new QuickAddEvent(what, text));
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-quick-add': MfQuickAdd }
  interface HTMLElementEventMap { 'mf-quick-add': QuickAddEvent }
}
