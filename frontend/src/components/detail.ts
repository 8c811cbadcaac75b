import {LitElement, css, html, nothing, type PropertyValues} from 'lit';
import {customElement, property, query} from 'lit/decorators.js';
import {repeat} from 'lit/directives/repeat.js';
import type {Priority, Project, Tag, Task, When} from '../api/api';
import {capitalised, instantLabel, isOverdue, minutesLabel, recurrenceLabel, whenLabel} from '../lib/dates';
import {base, buttons} from '../styles/shared';
import './check';
import {priorityNames, ring} from './check';
import './draft-text';
import type {MfTitle} from './draft-text';
import {CloseEvent, CommandEvent, FieldEvent, PriorityEvent, TaskOpenEvent} from './events';
import './field';
import type {Choice, MfField} from './field';
import {icon} from './icons';

const priorities: Priority[] = ['p1', 'p2', 'p3', 'p4', 'p5'];

const days: readonly Choice[] = [
  {label: 'Today', value: 'today'}, {label: 'Tomorrow', value: 'tomorrow'}, {label: 'This weekend', value: 'this weekend'},
  {label: 'Next week', value: 'next week'}, {label: 'No date', value: ''},
];
const repeats: readonly Choice[] = [
  {label: 'Every day', value: 'every day'}, {label: 'Every weekday', value: 'every weekday'}, {label: 'Every week', value: 'every week'},
  {label: 'Every month', value: 'every month'}, {label: 'Never', value: ''},
];
const estimates: readonly Choice[] = [15, 30, 45, 60, 120].map((minutes) => ({label: minutesLabel(minutes), value: String(minutes)}));

const sources: Record<string, string> = {typed: 'in the window', quick_add: 'from quick add', chat: 'by the assistant', import: 'by an import', mcp: 'by another program', cli: 'on the command line'};

/** Everything about one task, each part edited where it stands. */
@customElement('mf-detail')
export class MfDetail extends LitElement {
  @property({attribute: false}) task!: Task;
  @property() titleText = '';
  @property() notesText = '';
  @property() today = '';
  @property({attribute: false}) problems: Readonly<Record<string, string>> = {};
  @property({attribute: false}) projects: readonly Project[] = [];
  @property({attribute: false}) tags: readonly Tag[] = [];
  @property({attribute: false}) blockers: readonly Task[] = [];
  /** The task it is a step of. */
  @property({attribute: false}) parent: Task | null = null;
  /** Tasks that fit what is typed into "blocked by". */
  @property({attribute: false}) suggested: readonly Task[] = [];
  /** What scrolls the pane. */
  @property({attribute: false}) scroller: HTMLElement | null = null;
  @query('mf-title') private titleField!: MfTitle;
  @query('mf-field[name=due]') private dueField!: MfField;

  static override styles = [base, buttons, css`
    :host { display: flex; flex-direction: column; padding: var(--s3) var(--s5) var(--s5); }
    .bar { display: flex; justify-content: flex-end; gap: 2px; margin: 0 -10px var(--s2); min-height: 28px; align-items: center; }
    .bar .where { flex: 1; min-width: 0; font-size: var(--fs-xs); color: var(--text-3); padding-inline-start: 10px; }
    .top { display: grid; grid-template-columns: 28px minmax(0, 1fr); gap: 7px; margin-inline-start: -5px; align-items: start; }
    .top mf-check { margin-top: -2px; }
    .step { margin: 2px 0 0 30px; max-width: calc(100% - 30px); font-size: var(--fs-xs); line-height: 16px; color: var(--text-3); border-radius: 4px; justify-self: start; align-self: start; }
    .step:hover { color: var(--text-2); text-decoration: underline; text-underline-offset: 3px; }
    .problem { color: var(--p1); font-size: var(--fs-xs); line-height: 16px; margin: 4px 0 0 30px; overflow-wrap: anywhere; }
    .props { display: grid; grid-template-columns: 88px minmax(0, 1fr); gap: 2px var(--s2); margin: var(--s4) 0; font-size: var(--fs-sm); align-items: start; }
    .props > label, .props > .name { color: var(--text-3); padding: 6px 0; }
    .priority { display: flex; gap: 1px; margin-inline-start: 2px; border: 0; padding: 0; min-width: 0; }
    .priority label { position: relative; display: inline-flex; align-items: center; gap: 4px; height: 28px; margin: 2px 0; padding: 0 6px; font-size: var(--fs-xs); border-radius: var(--r-sm); color: var(--text-3); transition: background var(--t-fast); }
    .priority label:hover { background: var(--hover); }
    .priority input { position: absolute; inset: 0; opacity: 0; margin: 0; }
    .priority label:has(:focus-visible) { outline: 2px solid var(--ring); outline-offset: -1px; }
    .priority svg { width: 13px; height: 13px; fill: none; stroke: currentColor; }
    .priority .on { background: var(--surface-2); font-weight: 600; }
    .on.p1 { color: var(--p1); } .on.p2 { color: var(--p2); } .on.p3 { color: var(--p3); } .on.p4, .on.p5 { color: var(--text-2); }
    .chips { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s1); min-height: 32px; }
    .chips:has(.chip) { padding-inline-start: var(--s2); }
    .chips mf-field { flex: 1 1 64px; }
    .chip { padding-inline-end: 2px; }
    .chip button { display: inline-grid; place-items: center; width: 18px; height: 18px; border-radius: 4px; color: var(--text-3); }
    .chip button:hover { background: var(--hover); color: var(--text); }
    .blocker { display: flex; align-items: center; min-height: 32px; padding-inline: var(--s2) 2px; gap: var(--s1); }
    .blocker > button:first-child { flex: 1; border-radius: 4px; min-width: 0; }
    .blocker > button:first-child:hover { text-decoration: underline; text-underline-offset: 3px; }
    .gone { text-decoration: line-through; color: var(--text-3); }
    .notes { border-top: 1px solid var(--border); padding-top: var(--s2); flex: 1; }
    .trail { display: grid; gap: 4px; margin-top: var(--s5); font-size: var(--fs-xs); line-height: 16px; color: var(--text-3); }
  `];

  /** A tag or a blocker that arrives from another device moves what is below it: not what the user is at. */
  protected override update(changed: PropertyValues<this>) {
    const at = this.shadowRoot?.activeElement;
    const before = at?.getBoundingClientRect().top;
    super.update(changed);
    if (!at?.isConnected || before === undefined || !this.scroller) return;
    const moved = at.getBoundingClientRect().top - before;
    if (moved !== 0) this.scroller.scrollTop += moved;
  }

  editTitle() {
    this.titleField.edit();
  }

  editDue() {
    this.dueField.edit();
  }

  override render() {
    const {task} = this;
    const done = task.status === 'completed';
    const tagChoices = this.tags.filter((tag) => !task.tags?.includes(tag.name)).map((tag) => ({label: tag.name, value: tag.name}));
    return html`
      <div class="bar">
        <span class="where cut user" dir="auto">${[task.project, task.section].filter(Boolean).join(' / ')}</span>
        ${task.deleted_at ? html`<button type="button" class="tool" title="Restore" aria-label="Restore" @click=${() => this.#say('restore')}>${icon('restore')}</button>`
          : html`<button type="button" class="tool" title="Delete (Del)" aria-label="Delete" @click=${() => this.#say('delete')}>${icon('trash')}</button>`}
        <button type="button" class="tool" title="Close (Esc)" aria-label="Close" @click=${() => this.dispatchEvent(new CloseEvent())}>${icon('close')}</button>
      </div>
      <div class="top">
        <mf-check .task=${task} .checked=${done}></mf-check>
        <mf-title .value=${this.titleText} .struck=${done}></mf-title>
      </div>
      ${this.problems['title'] ? html`<div class="problem" role="alert">${this.problems['title']}</div>` : nothing}
      ${this.#stepOf()}
      <div class="props">
        ${this.#field('due', 'Due', this.#when(task.due), 'No date', days, isOverdue(task, new Date()))}
        ${this.#field('start', 'Start', this.#when(task.start), 'Any time', days)}
        ${this.#field('deadline', 'Deadline', this.#when(task.deadline), 'None', days)}
        ${this.#field('recurrence', 'Repeats', task.recurrence ? capitalised(recurrenceLabel(task.recurrence.rrule)) : '', 'Never', repeats)}
        <span class="name" id="priority">Priority</span>
        <div class="priority" role="radiogroup" aria-labelledby="priority">${priorities.map((priority) => this.#priority(priority))}</div>
        ${this.#field('project', 'Project', task.project ?? '', 'Inbox', [...this.projects.map(({name}) => ({label: name, value: name})), ...(task.project ? [{label: 'No project', value: ''}] : [])], false, true)}
        ${this.#field('estimate_min', 'Estimate', task.estimate_min ? minutesLabel(task.estimate_min) : '', 'None', [...estimates, ...(task.estimate_min ? [{label: 'None', value: ''}] : [])])}
        <span class="name">Tags</span>
        <div class="chips">
          ${repeat(task.tags ?? [], (tag) => tag, (tag) => html`
            <span class="chip"><span class="cut user" dir="auto">@${tag}</span><button type="button" aria-label="Remove tag ${tag}" @click=${() => this.#set('tags-', tag)}>${icon('close')}</button></span>`)}
          <mf-field name="tags+" label="Add a tag" placeholder=${task.tags?.length ? 'Add' : 'None'} adds .choices=${tagChoices} .problem=${this.problems['tags+'] ?? ''}></mf-field>
        </div>
        <span class="name">Blocked by</span>
        <div>
          ${repeat(this.blockers, (other) => other.id, (other) => html`<div class="blocker">
            <button type="button" class="cut user ${other.status === 'completed' ? 'gone' : ''}" dir="auto" title=${other.title} @click=${() => this.dispatchEvent(new TaskOpenEvent(other))}>${other.title}</button>
            <button type="button" class="tool" aria-label="No longer blocked by ${other.title}" @click=${() => this.#set('blocked_by-', other.id)}>${icon('close')}</button></div>`)}
          <mf-field name="blocked_by+" picks label="Blocked by another task" placeholder=${this.blockers.length ? 'Add' : 'Nothing'} adds
            .choices=${this.suggested.filter((other) => other.id !== task.id).map((other) => ({label: other.title, value: other.id}))} .problem=${this.problems['blocked_by+'] ?? ''}></mf-field>
        </div>
      </div>
      <div class="notes"><mf-notes .value=${this.notesText} .problem=${this.problems['description'] ?? ''}></mf-notes></div>
      <div class="trail num">${this.#trail()}</div>`;
  }

  #stepOf() {
    const {parent} = this;
    if (!parent || parent.id !== this.task.parent) return nothing;
    return html`<button type="button" class="step cut" title=${parent.title} @click=${() => this.dispatchEvent(new TaskOpenEvent(parent))}>Step of <span class="user" dir="auto">${parent.title}</span></button>`;
  }

  #when(when: When | undefined) {
    return when ? capitalised(whenLabel(when, this.today, ', ')) : '';
  }

  #field(name: string, label: string, value: string, placeholder: string, choices: readonly Choice[], over = false, picks = false) {
    return html`<span class="name">${label}</span>
      <mf-field .name=${name} name=${name} .label=${label} .value=${value} .placeholder=${placeholder} .choices=${choices} .over=${over} .picks=${picks} .problem=${this.problems[name] ?? ''}></mf-field>`;
  }

  #priority(priority: Priority) {
    const on = this.task.priority === priority;
    return html`<label class="${priority} ${on ? 'on' : ''}" title=${priorityNames[priority]}>
      <input type="radio" name="priority" aria-label="${priority} ${priorityNames[priority]}" .checked=${on} @change=${() => this.dispatchEvent(new PriorityEvent(priority))} />
      <svg viewBox="0 0 20 20" aria-hidden="true">${ring(priority)}</svg>${priority}</label>`;
  }

  #trail() {
    const {task} = this;
    const lines: string[] = [];
    if (task.deleted_at) lines.push(`In Trash since ${instantLabel(task.deleted_at, this.today)}`);
    if (task.completed_at) lines.push(`Done ${instantLabel(task.completed_at, this.today)}`);
    if (task.started_at && !task.completed_at) lines.push(`Started ${instantLabel(task.started_at, this.today)}`);
    if (task.created_at) lines.push(`Created ${sources[task.source ?? ''] ?? ''} · ${instantLabel(task.created_at, this.today)}`.replace('  ', ' '));
    return lines.map((line) => html`<span>${line}</span>`);
  }

  #set(field: string, value: string) {
    this.dispatchEvent(new FieldEvent(field, value));
  }

  #say(command: string) {
    this.dispatchEvent(new CommandEvent(command));
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-detail': MfDetail }
}
