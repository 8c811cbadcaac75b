import {LitElement, css, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import {repeat} from 'lit/directives/repeat.js';
import type {Section, Task} from '../api/api';
import {dayHeading} from '../lib/dates';
import type {Leaving} from '../lib/place';
import {levels} from '../lib/steps';
import {base, buttons} from '../styles/shared';
import {icon} from './icons';
import './task-row';

/** The end of the loaded rows is near: whoever feeds the list may add more. */
export class MoreEvent extends Event {
  constructor() { super('mf-more', {bubbles: true, composed: true}); }
}

/** A section was folded or unfolded. */
export class FoldEvent extends Event {
  constructor(readonly key: string) { super('mf-fold', {bubbles: true, composed: true}); }
}

const rowHeight = 40;
const overscan = 12;

/**
 * Tasks under headings. Only the rows near what can be seen are in the page: each section keeps the height of
 * all of its rows by padding, so a list of any length scrolls alike.
 */
@customElement('mf-task-list')
export class MfTaskList extends LitElement {
  @property({attribute: false}) sections: readonly Section[] = [];
  @property() today = '';
  @property() cursor = '';
  @property({attribute: false}) leaving: ReadonlyMap<string, Leaving> = new Map();
  @property({attribute: false}) collapsed: ReadonlySet<string> = new Set();
  @property({attribute: false}) foldable: ReadonlySet<string> = new Set();
  @property({type: Boolean}) hideProject = false;
  /** The day that all rows are of, unless their heading says another. */
  @property() understood = '';
  /** Days are drawn as an agenda's headings. */
  @property({type: Boolean}) agenda = false;
  @property({attribute: false}) headingFor: (section: Section) => string = (section) => section.title;
  @property({attribute: false}) actionFor: (section: Section) => TemplateResult | typeof nothing = () => nothing;
  /** The element that scrolls the list. */
  @property({attribute: false}) scroller: HTMLElement | undefined;
  @property() label = 'Tasks';

  @state() private top = 0;
  @state() private height = 1200;
  #frame = 0;
  #sized = new ResizeObserver(() => this.#look());
  #offsets = new Map<string, number>();
  #hadFocus = false;

  static override styles = [base, buttons, css`
    :host { display: block; }
    section + section { margin-top: var(--s5); }
    .head { display: flex; align-items: center; gap: var(--s2); min-height: 28px; padding: 0 10px; margin-bottom: var(--s1); font-size: var(--fs-sm); font-weight: 600; color: var(--text-2); }
    .head h2 { display: contents; }
    .head .count { font-weight: 400; color: var(--text-3); }
    .head .action { margin-inline-start: auto; font-weight: 500; position: relative; }
    mf-task-row:focus-visible { outline-offset: -2px; }
    .fold { display: flex; align-items: center; gap: var(--s2); height: 28px; padding: 0 var(--s2); margin-inline-start: calc(-1 * var(--s2)); border-radius: var(--r-sm); font-weight: 600; }
    .fold:hover { background: var(--hover); }
    .fold .icon { width: 14px; height: 14px; color: var(--text-3); transition: transform var(--t-fast); }
    .fold[aria-expanded="true"] .icon { transform: rotate(90deg); }
    .day { align-items: baseline; gap: 10px; padding-bottom: var(--s1); margin-bottom: var(--s1); border-bottom: 1px solid var(--border); }
    .day strong { font-size: var(--fs-xl); line-height: 28px; font-weight: 600; letter-spacing: -.01em; color: var(--text); min-width: 28px; }
    .day i { font-style: normal; font-weight: 400; color: var(--text-3); }
  `];

  override connectedCallback() {
    super.connectedCallback();
    this.#sized.observe(this);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#sized.disconnect();
    this.scroller?.removeEventListener('scroll', this.#look);
    cancelAnimationFrame(this.#frame);
  }

  protected override willUpdate(changed: PropertyValues<this>) {
    if (changed.has('scroller')) {
      changed.get('scroller')?.removeEventListener('scroll', this.#look);
      this.scroller?.addEventListener('scroll', this.#look, {passive: true});
    }
    // Whether a row has the focus must be known before its element is taken away.
    this.#hadFocus = this.shadowRoot?.activeElement?.localName === 'mf-task-row';
  }

  protected override updated(changed: PropertyValues<this>) {
    if (changed.has('sections') || changed.has('collapsed')) this.#look();
    const lost = this.#hadFocus && this.shadowRoot?.activeElement?.localName !== 'mf-task-row';
    // A row that was merely scrolled away takes its focus along: bringing it back would undo the scrolling.
    if (this.#hadFocus && ((lost && changed.has('sections')) || changed.has('cursor')) && this.cursor) this.focusCursor();
  }

  /** Puts the focus on the row of the cursor, scrolling it into view first. */
  focusCursor() {
    this.reveal();
    void this.updateComplete.then(() => this.#row(this.cursor)?.focus({preventScroll: true}));
  }

  /** Scrolls so that the row of the cursor can be seen. */
  reveal() {
    const place = this.#place(this.cursor);
    const scroller = this.scroller;
    if (place === undefined || !scroller) return;
    const margin = 56; // so that a heading above or the next row below stays in sight
    if (place - margin < scroller.scrollTop) scroller.scrollTop = Math.max(0, place - margin);
    else if (place + rowHeight + margin > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = place + rowHeight + margin - scroller.clientHeight;
    this.#measure();
  }

  override render() {
    return this.sections.map((section, i) => this.#section(section, `heading-${i}`));
  }

  #section(section: Section, id: string) {
    const folded = this.foldable.has(section.key) && this.collapsed.has(section.key);
    const heading = this.headingFor(section);
    const dated = this.agenda && /^\d{4}-/.test(section.key);
    if (section.total === 0 && section.tasks.length === 0) return nothing;
    return html`
      <section>
        ${dated ? this.#day(section, id) : heading ? this.#heading(section, heading, id, folded) : nothing}
        ${folded ? nothing : this.#rows(section, heading || dated ? id : '')}
      </section>`;
  }

  #heading(section: Section, heading: string, id: string, folded: boolean) {
    const words = html`<span class="user cut" id=${id} dir="auto">${heading}</span> <span class="count num">${section.total}</span>`;
    return html`
      <div class="head">
        <h2>${this.foldable.has(section.key)
          ? html`<button type="button" class="fold" aria-expanded=${!folded} @click=${() => this.dispatchEvent(new FoldEvent(section.key))}>${icon('chevron')}${words}</button>`
          : words}</h2>
        <span class="action">${this.actionFor(section)}</span>
      </div>`;
  }

  #day(section: Section, id: string) {
    const {number, name, month} = dayHeading(section.key, this.today);
    return html`<div class="head day"><h2 id=${id}><strong class="num">${number}</strong><span>${name}</span>${month === this.#monthBefore(section) ? nothing : html`<i>${month}</i>`}</h2></div>`;
  }

  /** The month of the day before in the list: it is named where it changes. */
  #monthBefore(section: Section): string {
    const before = this.sections[this.sections.indexOf(section) - 1];
    return before ? dayHeading(before.key, this.today).month : '';
  }

  #rows(section: Section, headingId: string) {
    const count = section.tasks.length;
    const start = this.#offsets.get(section.key) ?? 0;
    const from = Math.min(count, Math.max(0, Math.floor((this.top - start) / rowHeight) - overscan));
    const to = Math.max(from, Math.min(count, Math.ceil((this.top + this.height - start) / rowHeight) + overscan));
    return html`
      <div role="grid" data-key=${section.key} aria-rowcount=${section.total} aria-label=${headingId ? nothing : this.label} aria-labelledby=${headingId || nothing}
        style="padding-block:${from * rowHeight}px ${(count - to) * rowHeight}px">
        ${repeat(section.tasks.slice(from, to), (task) => task.id, (task, index) => this.#taskRow(section, task, from + index))}
      </div>`;
  }

  #taskRow(section: Section, task: Task, index: number) {
    const selected = task.id === this.cursor;
    return html`<mf-task-row .task=${task} .today=${this.today} .selected=${selected} .level=${levels(section.tasks).get(task.id) ?? 0} .leaving=${this.leaving.get(task.id)} aria-rowindex=${index + 1}
      .hideProject=${this.hideProject || task.project === section.title} .understood=${/^\d{4}-/.test(section.key) ? section.key : this.understood} tabindex=${selected || (!this.cursor && task === this.#firstTask()) ? 0 : -1}></mf-task-row>`;
  }

  /** With no cursor, the first row is where Tab enters the list. */
  #firstTask(): Task | undefined {
    return this.sections.find((section) => section.tasks.length > 0 && !this.collapsed.has(section.key))?.tasks[0];
  }

  #row(id: string) {
    return [...this.renderRoot.querySelectorAll('mf-task-row')].find((row) => row.task.id === id);
  }

  /** How far from the top of what scrolls a row is. */
  #place(id: string): number | undefined {
    for (const section of this.sections) {
      const index = section.tasks.findIndex((task) => task.id === id);
      const start = this.#offsets.get(section.key);
      if (index >= 0 && start !== undefined) return start + index * rowHeight;
    }
    return undefined;
  }

  #look = () => {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#measure();
    });
  };

  #measure() {
    const scroller = this.scroller;
    if (!scroller || !this.isConnected) return;
    const origin = scroller.getBoundingClientRect().top - scroller.scrollTop;
    let moved = false;
    for (const grid of this.renderRoot.querySelectorAll<HTMLElement>('[role=grid]')) {
      const key = grid.dataset['key'] ?? '';
      const offset = Math.round(grid.getBoundingClientRect().top - origin);
      moved ||= this.#offsets.get(key) !== offset;
      this.#offsets.set(key, offset);
    }
    // Rendering follows in steps of a few rows, not with every pixel.
    const step = rowHeight * 4;
    const top = Math.floor(scroller.scrollTop / step) * step;
    const height = scroller.clientHeight + step;
    if (moved) this.requestUpdate();
    this.top = top;
    this.height = height;
    if (scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 1600) this.dispatchEvent(new MoreEvent());
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-task-list': MfTaskList }
  interface HTMLElementEventMap { 'mf-more': MoreEvent; 'mf-fold': FoldEvent }
}
