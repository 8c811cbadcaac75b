import {css, html, nothing} from 'lit';
import {customElement, query, state} from 'lit/decorators.js';
import {keyed} from 'lit/directives/keyed.js';
import type {Task} from '../api/api';
import '../components/detail';
import type {MfDetail} from '../components/detail';
import {parseMinutes} from '../lib/dates';
import {Latest} from '../state/latest';
import {base} from '../styles/shared';
import {View} from './view';

/** The pane of one task. What is typed goes into a draft at once, and from there into the store. */
@customElement('mf-detail-view')
export class MfDetailView extends View {
  @state() private suggested: readonly Task[] = [];
  @query('mf-detail') private detail!: MfDetail | null;
  #asked = new Latest();
  #last: Task | null = null;

  static override styles = [base, css`
    :host { display: block; overflow: auto; overflow-anchor: none; background: var(--surface); border-inline-start: 1px solid var(--border); scrollbar-width: thin; scrollbar-color: var(--border) transparent; }
    mf-detail { min-height: 100%; }
  `];

  async editDue() {
    await this.updateComplete;
    await this.detail?.updateComplete;
    this.detail?.editDue();
  }

  async editTitle() {
    await this.updateComplete;
    await this.detail?.updateComplete;
    this.detail?.editTitle();
  }

  protected override updated() {
    // The pane turned to another task while something was being typed: that is leaving the field, too.
    const task = this.stores.detail.task.value;
    if (this.#last && this.#last.id !== task?.id) {
      const left = this.#last;
      if (this.suggested.length > 0) this.suggested = [];
      void this.stores.tasks.saveDraft(left, 'title');
      void this.stores.tasks.saveDraft(left, 'description');
    }
    this.#last = task;
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    if (!this.#last) return;
    void this.stores.tasks.saveDraft(this.#last, 'title');
    void this.stores.tasks.saveDraft(this.#last, 'description');
    this.#last = null;
  }

  protected override view() {
    const {detail, tasks, sidebar, today} = this.stores;
    const task = detail.task.value;
    if (!task) return nothing;
    const draft = detail.drafts.value.get(task.id);
    // One pane for each task: what was typed into a field of one must not appear in the next.
    return keyed(task.id, html`<mf-detail .task=${task} .titleText=${draft?.title ?? task.title} .notesText=${draft?.description ?? task.description ?? ''} .today=${today.value} .problems=${detail.problems.value}
      .projects=${sidebar.value?.projects ?? []} .tags=${sidebar.value?.tags ?? []} .blockers=${detail.blockers.value} .parent=${detail.parent.value} .suggested=${this.suggested} .scroller=${this}
      @mf-typing=${this.#typing} @mf-save=${(event: HTMLElementEventMap['mf-save']) => tasks.saveDraft(task, event.field === 'title' ? 'title' : 'description')}
      @mf-discard=${() => tasks.discardDraft(task, 'title')} @mf-field=${this.#field} @mf-priority=${(event: HTMLElementEventMap['mf-priority']) => tasks.setPriority([task], event.priority)}
      @mf-command=${this.#command}></mf-detail>`);
  }

  async #typing(event: HTMLElementEventMap['mf-typing']) {
    const {detail, search} = this.stores;
    const task = detail.task.value;
    if (!task) return;
    if (event.field === 'title' || event.field === 'description') detail.setDraft(task.id, event.field, event.text);
    if (event.field === 'blocked_by+') {
      const current = this.#asked.ask();
      const found = await search.suggest(event.text);
      if (current()) this.suggested = found.filter((other) => other.status !== 'completed' && !other.deleted_at && !task.blocked_by?.includes(other.id));
    }
  }

  async #field(event: HTMLElementEventMap['mf-field']) {
    const {detail, tasks} = this.stores;
    const task = detail.task.value;
    if (!task) return;
    const {field} = event;
    let {value} = event;
    if (field === 'estimate_min' && value) {
      const minutes = parseMinutes(value);
      if (minutes === null) {
        detail.setProblem(field, 'Say it as 45, 30 min or 1 h 30.');
        event.settled(field);
        return;
      }
      value = String(minutes);
    }
    if (field === 'tags+') value = value.replace(/^@/, '');
    const message = await tasks.edit([task], {[field]: value});
    event.settled(message);
    if (detail.task.value?.id === task.id) detail.setProblem(field, message);
    else if (message) this.stores.toasts.error(new Error(message));
  }

  #command(event: HTMLElementEventMap['mf-command']) {
    const task = this.stores.detail.task.value;
    if (!task || (event.command !== 'delete' && event.command !== 'restore')) return;
    event.stopPropagation();
    void (event.command === 'delete' ? this.stores.tasks.remove([task]) : this.stores.tasks.restore([task]));
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-detail-view': MfDetailView }
}
