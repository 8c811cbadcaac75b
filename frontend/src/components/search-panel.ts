import {LitElement, css, html, nothing, type PropertyValues} from 'lit';
import {customElement, property, query} from 'lit/decorators.js';
import type {Task} from '../api/api';
import {isOverdue, shortWhen} from '../lib/dates';
import {base} from '../styles/shared';
import {checkMark, ring} from './check';
import {TaskOpenEvent, TypingEvent} from './events';
import {icon} from './icons';

/** The cursor moves in the results. */
export class ResultMoveEvent extends Event {
  constructor(readonly step: number) { super('mf-result-move', {bubbles: true, composed: true}); }
}

/** A field and the tasks that match what is in it. The focus stays in the field; arrows move in the list. */
@customElement('mf-search-panel')
export class MfSearchPanel extends LitElement {
  @property() text = '';
  @property({attribute: false}) results: readonly Task[] | null = null;
  @property({type: Number}) at = 0;
  @property() today = '';
  @property() problem = '';
  @query('input') private field!: HTMLInputElement;

  static override styles = [base, css`
    :host { display: flex; flex-direction: column; max-height: min(560px, calc(100vh - 120px)); }
    .line { display: flex; align-items: center; gap: var(--s3); padding: 14px 20px; color: var(--text-3); }
    .line .icon { width: 18px; height: 18px; }
    input { flex: 1; min-width: 0; height: 28px; border: 0; padding: 0; background: none; color: var(--text); font-size: 18px; line-height: 28px; }
    input:focus-visible { outline: none; }
    input::placeholder { color: var(--text-3); opacity: 1; }
    [role=listbox] { overflow: auto; padding: var(--s2); border-top: 1px solid var(--border); }
    [role=option] { display: grid; grid-template-columns: 32px minmax(0, 1fr) auto; align-items: center; height: var(--row); padding-inline-end: var(--s3); border-radius: 8px; }
    [aria-selected=true] { background: var(--selected); }
    [role=option] svg.ring { width: 18px; height: 18px; fill: none; stroke: currentColor; justify-self: center; }
    .p1 { color: var(--p1); } .p2 { color: var(--p2); } .p3 { color: var(--p3); } .p4 { color: var(--p4); } .p5 { color: var(--p5); }
    .settled { color: var(--border-strong); } .disc { fill: currentColor; stroke: none; } .tick { stroke: var(--surface); stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round; }
    .done { color: var(--text-3); text-decoration: line-through; }
    .meta { display: flex; gap: var(--s3); font-size: var(--fs-xs); color: var(--text-3); padding-inline-start: var(--s4); }
    [aria-selected=true] .meta { color: var(--text-2); }
    .over { color: var(--p1); }
    .none { padding: var(--s4) 20px; border-top: 1px solid var(--border); color: var(--text-3); font-size: var(--fs-sm); overflow-wrap: anywhere; }
    mark { background: none; color: inherit; font-weight: 650; }
  `];

  protected override firstUpdated() {
    this.field.focus();
    this.field.select();
  }

  protected override updated(changed: PropertyValues<this>) {
    if (changed.has('at') || changed.has('results')) this.renderRoot.querySelector('[aria-selected=true]')?.scrollIntoView({block: 'nearest'});
  }

  override render() {
    const results = this.results ?? [];
    return html`
      <div class="line">
        ${icon('search')}
        <input type="text" role="combobox" aria-label="Search tasks" aria-expanded=${results.length > 0} aria-controls=${results.length > 0 ? 'results' : nothing} aria-autocomplete="list"
          aria-activedescendant=${results.length > 0 ? `r${this.at}` : nothing} placeholder="Search titles and notes" spellcheck="false" autocomplete="off" dir="auto"
          .value=${this.text} @input=${() => this.dispatchEvent(new TypingEvent('search', this.field.value))} @keydown=${this.#key} />
      </div>
      ${this.problem ? html`<p class="none" role="alert">${this.problem}</p>` : this.results === null ? nothing : results.length === 0
        ? html`<p class="none" role="status">Nothing matches “${this.text.trim()}”.</p>`
        : html`<div role="listbox" id="results" aria-label="Results">${results.map((task, i) => this.#result(task, i))}</div>`}`;
  }

  #result(task: Task, index: number) {
    const completed = task.status === 'completed';
    const done = completed || Boolean(task.deleted_at);
    return html`
      <div role="option" id="r${index}" aria-selected=${index === this.at} @click=${() => this.dispatchEvent(new TaskOpenEvent(task))}>
        <svg class="ring ${completed ? 'settled' : task.priority}" viewBox="0 0 20 20" aria-hidden="true">${completed ? checkMark : ring(task.priority)}</svg>${completed ? html`<b class="hidden">done</b>` : nothing}
        <span class="cut user ${done ? 'done' : ''}" dir="auto" title=${task.title}>${this.#marked(task.title)}</span>
        <span class="meta num">
          ${task.deleted_at ? html`<span>in Trash</span>` : nothing}
          ${task.project ? html`<span class="user cut" dir="auto">${task.project}</span>` : nothing}
          ${task.due ? html`<span class=${isOverdue(task, new Date()) ? 'over' : ''}>${shortWhen(task.due, this.today)}</span>` : nothing}
        </span>
      </div>`;
  }

  /** The title with what was searched for set apart. */
  #marked(title: string) {
    const wanted = this.text.trim().toLowerCase();
    const at = wanted ? title.toLowerCase().indexOf(wanted) : -1;
    if (at < 0) return title;
    return html`${title.slice(0, at)}<mark>${title.slice(at, at + wanted.length)}</mark>${title.slice(at + wanted.length)}`;
  }

  #key(event: KeyboardEvent) {
    if (event.isComposing) return;
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    const task = this.results?.[this.at];
    if (step) this.dispatchEvent(new ResultMoveEvent(step));
    else if (event.key === 'Enter' && task) this.dispatchEvent(new TaskOpenEvent(task));
    else return;
    event.preventDefault();
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-search-panel': MfSearchPanel }
  interface HTMLElementEventMap { 'mf-result-move': ResultMoveEvent }
}
