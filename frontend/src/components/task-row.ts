import {LitElement, css, html, nothing, type PropertyValues} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import type {Task} from '../api/api';
import {fullDay, instantLabel, isOverdue, minutesLabel, recurrenceLabel, shortWhen} from '../lib/dates';
import type {Leaving} from '../lib/place';
import {base, buttons} from '../styles/shared';
import './check';
import {TaskOpenEvent, TaskToggleEvent} from './events';
import {icon} from './icons';

/** One task in a list. It shows what it is given and reports what the user did. */
@customElement('mf-task-row')
export class MfTaskRow extends LitElement {
  @property({attribute: false}) task!: Task;
  @property() today = '';
  /** The list is of one project, so naming it on each row says nothing. */
  @property({type: Boolean}) hideProject = false;
  /** The day that the list is of, so that naming it on each row says nothing. */
  @property() understood = '';
  /** How deep below the task it is a step of. */
  @property({type: Number}) level = 0;
  @property({type: Boolean, reflect: true}) selected = false;
  @property({attribute: false}) leaving: Leaving | undefined;

  static override styles = [base, buttons, css`
    :host {
      display: grid; grid-template-columns: 38px minmax(0, 1fr) fit-content(62%); container-type: inline-size; align-items: center; height: var(--row); padding-inline: var(--indent, 0px) 10px;
      border-radius: 8px; position: relative; user-select: none; -webkit-user-select: none; transition: opacity 200ms var(--ease), transform 200ms var(--ease);
    }
    :host::after { content: ""; position: absolute; inset-inline: calc(38px + var(--indent, 0px)) 10px; bottom: 0; height: 1px; background: var(--hairline); }
    :host(:last-child)::after { content: none; }
    :host(:hover) { background: var(--hover); }
    :host([selected]) { background: var(--selected); }
    :host(:hover)::after, :host([selected])::after { opacity: 0; }
    :host([data-leaving="fading"]) { opacity: 0; transform: translateX(6px); }
    .box { display: grid; justify-content: center; }
    .title { transition: color var(--t-done); }
    .struck { color: var(--text-3); text-decoration: line-through; text-decoration-color: var(--border-strong); }
    .meta { display: flex; align-items: center; gap: var(--s3); padding-inline-start: var(--s4); font-size: var(--fs-xs); line-height: 16px; color: var(--text-3); max-width: 100%; white-space: nowrap; min-width: 0; }
    :host([selected]) .meta { color: var(--text-2); }
    .meta span { display: inline-flex; align-items: center; gap: 4px; }
    .meta .icon { width: 13px; height: 13px; }
    .project, .tag { color: var(--text-2); max-width: 160px; }
    .project b, .tag b { font-weight: 400; }
    .over { color: var(--p1); }
    :host([selected]) .over { color: var(--p1); }
    .meta > span { flex: none; }
    .meta > .project, .meta > .tag { flex: 0 1 auto; min-width: 0; }
    @container (max-width: 560px) { .meta > .tag { display: none; } }
    @container (max-width: 440px) { .meta > .project { display: none; } }
    @container (max-width: 340px) { .meta > .estimate { display: none; } }
  `];

  constructor() {
    super();
    this.addEventListener('click', () => this.dispatchEvent(new TaskOpenEvent(this.task)));
  }

  override connectedCallback() {
    super.connectedCallback();
    this.setAttribute('role', 'row');
  }

  protected override willUpdate(changed: PropertyValues<this>) {
    if (changed.has('selected')) this.setAttribute('aria-selected', String(this.selected));
    if (changed.has('level') && (this.level > 0 || changed.get('level'))) this.style.setProperty('--indent', `${this.level * 28}px`);
    if (changed.has('leaving')) this.toggleAttribute('data-leaving', Boolean(this.leaving));
    if (this.leaving) this.setAttribute('data-leaving', this.leaving);
  }

  override render() {
    const {task} = this;
    const done = task.status === 'completed' || this.leaving !== undefined;
    return html`
      <div class="box" role="gridcell">${task.deleted_at
        ? html`<button type="button" class="tool" tabindex="-1" title="Restore" aria-label="Restore: ${task.title}" @click=${this.#restore}>${icon('restore')}</button>`
        : html`<mf-check .task=${task} .checked=${done} untabbed></mf-check>`}</div>
      <div class="title cut user ${done ? 'struck' : ''}" role="gridcell" dir="auto" title=${task.title}>${task.title}</div>
      <div class="meta num" role="gridcell">${this.#meta()}</div>`;
  }

  #restore(event: Event) {
    event.stopPropagation();
    this.dispatchEvent(new TaskToggleEvent(this.task));
  }

  #meta() {
    const {task, today} = this;
    const tags = task.tags ?? [];
    const blocked = task.blocked_by?.length ?? 0;
    return html`
      ${this.level > 0 ? html`<b class="hidden">step of the task above</b>` : nothing}
      ${blocked > 0 ? html`<span title="Blocked by ${blocked}">${icon('blocked')}<b class="hidden">blocked</b></span>` : nothing}
      ${task.project && !this.hideProject ? html`<span class="project cut user"><b class="cut" dir="auto">${task.project}</b></span>` : nothing}
      ${tags.slice(0, 2).map((tag) => html`<span class="tag cut user"><b class="cut" dir="auto">@${tag}</b></span>`)}
      ${tags.length > 2 ? html`<span class="tag" title=${tags.map((tag) => `@${tag}`).join(' ')}>+${tags.length - 2}</span>` : nothing}
      ${task.estimate_min ? html`<span class="estimate">${minutesLabel(task.estimate_min)}</span>` : nothing}
      ${task.recurrence ? html`<span title="Repeats ${recurrenceLabel(task.recurrence.rrule)}">${icon('repeat')}<b class="hidden">repeats</b></span>` : nothing}
      ${task.deadline ? html`<span class=${task.deadline.date < today && task.status !== 'completed' ? 'over' : ''} title="Deadline">${icon('flag')}<b class="hidden">deadline</b>${shortWhen(task.deadline, today)}</span>` : nothing}
      ${this.#date()}`;
  }

  #date() {
    const {task, today} = this;
    if (task.deleted_at) return html`<span>deleted ${instantLabel(task.deleted_at, today)}</span>`;
    if (task.completed_at) return html`<span>${instantLabel(task.completed_at, today)}</span>`;
    if (!task.due || (task.due.date === this.understood && !task.due.time)) return nothing;
    const over = isOverdue(task, new Date());
    return html`<span class=${over ? 'over' : ''} title=${fullDay(task.due.date)}>${over ? html`<b class="hidden">overdue</b>` : nothing}${shortWhen(task.due, today, this.understood)}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-task-row': MfTaskRow }
}
