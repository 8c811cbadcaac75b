import {css, html, nothing} from 'lit';
import {customElement, query} from 'lit/decorators.js';
import type {Section} from '../api/api';
import '../components/capacity';
import '../components/empty';
import type {Drawing} from '../components/empty';
import '../components/now-card';
import '../components/reschedule';
import '../components/task-list';
import type {MfTaskList} from '../components/task-list';
import '../components/welcome';
import {fullDay} from '../lib/dates';
import {base, buttons} from '../styles/shared';
import {page} from './page-styles';
import {View} from './view';

const words: Record<string, string> = {planned: 'Planned', overdue: 'Overdue', evening: 'This evening', done: 'Done'};

const emptiness: Record<string, {drawing: Drawing; text: string; action?: string; command?: string}> = {
  inbox: {drawing: 'tray', text: 'The inbox is empty. What comes to mind goes here.', action: 'Add a task', command: 'quick-add'},
  today: {drawing: 'sun', text: 'That’s everything for today.', action: 'See what is ahead', command: 'go-upcoming'},
  upcoming: {drawing: 'days', text: 'Nothing is dated yet.', action: 'Add a task with a day', command: 'quick-add'},
  anytime: {drawing: 'shelf', text: 'Nothing waits without a date.', action: 'Add a task', command: 'quick-add'},
  project: {drawing: 'flag', text: 'This project has no open tasks.', action: 'Add the first one', command: 'quick-add'},
  tag: {drawing: 'shelf', text: 'No open task has this tag.', action: 'Add one', command: 'quick-add'},
  done: {drawing: 'check', text: 'What you complete is kept here.', action: 'Go to Today', command: 'go-today'},
  trash: {drawing: 'bin', text: 'The Trash is empty.', action: 'Go to Today', command: 'go-today'},
};

/** Every place that is a list: Inbox, Today, Upcoming, Anytime, a project, a tag, Done and Trash. */
@customElement('mf-list-view')
export class MfListView extends View {
  @query('mf-task-list') private list!: MfTaskList | null;
  #placeKey = '';

  static override styles = [base, buttons, page, css`
    mf-now-card { margin-bottom: var(--s5); }
    mf-welcome { margin-bottom: var(--s4); }
    .notice { font-size: var(--fs-sm); color: var(--text-3); margin: -12px 0 var(--s4); }
    header { container-type: inline-size; }
    .cap { margin-inline-start: auto; flex: none; }
    @container (max-width: 400px) { .sub { display: none; } }
    .dot { width: 10px; height: 10px; border-radius: 50%; align-self: center; }
  `];

  focusCursor() {
    this.list?.focusCursor();
  }

  reveal() {
    this.list?.reveal();
  }

  protected override updated() {
    const place = this.stores.screen.shown.value?.place;
    const key = `${place?.view}/${place?.id ?? ''}`;
    if (key !== this.#placeKey) this.scrollTop = 0;
    this.#placeKey = key;
  }

  protected override view() {
    const {screen, today, placeName, welcome} = this.stores;
    const shown = screen.shown.value;
    if (!shown?.page) return screen.failure.value ? this.#failed(screen.failure.value) : nothing;
    const {place, page: content} = shown;
    const isToday = place.view === 'today';
    const day = today.value;
    const project = place.view === 'project' ? this.stores.sidebar.value?.projects.find(({id}) => id === place.id) : undefined;
    const open = content.sections.filter((part) => part.key !== 'done' || place.view === 'done').reduce((sum, part) => sum + part.total, 0);
    const greeting = welcome.value && open > 0 && (isToday || place.view === 'inbox');
    return html`
      <div class="column">
        <header>
          ${project ? html`<i class="dot" style="background:${project.color}"></i>` : nothing}<h1 class="cut user" dir="auto" title=${placeName.value}>${placeName.value}</h1>
          ${isToday ? html`<span class="sub cut">${fullDay(day)}</span>` : nothing}
          ${content.capacity && open > 0 ? html`<mf-capacity class="cap" .planned=${content.capacity.planned_min} .free=${content.capacity.free_min}></mf-capacity>` : nothing}
        </header>
        ${screen.failure.value ? html`<p class="notice" role="alert">${screen.failure.value}</p>` : nothing}
        ${greeting ? html`<mf-welcome></mf-welcome>` : nothing}
        ${isToday && open > 0 ? this.#now() : nothing}
        ${open === 0 ? this.#empty(place.view) : nothing}
        <mf-task-list .sections=${content.sections} .today=${day} .cursor=${screen.cursor.value} .leaving=${screen.leaving.value} .collapsed=${screen.collapsed.value}
          .foldable=${isToday ? new Set(['done']) : new Set<string>()} .hideProject=${place.view === 'project'} .understood=${isToday ? day : ''} .agenda=${place.view === 'upcoming'}
          .headingFor=${greeting ? unlessPlanned : heading} .actionFor=${this.#action} .scroller=${this} .label=${placeName.value}
          @mf-more=${() => screen.grow()} @mf-fold=${(event: HTMLElementEventMap['mf-fold']) => screen.toggleSection(event.key)}></mf-task-list>
      </div>`;
  }

  #now() {
    const {screen, tasks, today} = this.stores;
    const best = screen.ranked.value?.[0];
    if (!best || screen.leaving.value.has(best.task.id)) return nothing;
    return html`<mf-now-card .ranked=${best} .today=${today.value}
      @mf-now=${(event: HTMLElementEventMap['mf-now']) => (event.choice === 'start' ? tasks.start(best.task) : tasks.notNow(best.task))}></mf-now-card>`;
  }

  #empty(view: string) {
    const {drawing, text, action = '', command = ''} = emptiness[view] ?? {drawing: 'sun' as const, text: 'Nothing here.'};
    return html`<mf-empty .drawing=${drawing} .text=${text} .action=${action} .command=${command}></mf-empty>`;
  }

  #failed(message: string) {
    return html`<mf-empty drawing="cloud" .text=${message} action="Try again" command="refresh"></mf-empty>`;
  }

  #action = (section: Section) =>
    section.key === 'overdue' && this.stores.screen.shown.value?.place.view === 'today'
      ? html`<mf-reschedule @mf-field=${(event: HTMLElementEventMap['mf-field']) => this.stores.tasks.rescheduleOverdue(event.value)}></mf-reschedule>`
      : nothing;
}

const heading = (section: Section) => section.title || (words[section.key] ?? '');
/** The tasks that teach need no heading: the greeting stands above them. */
const unlessPlanned = (section: Section) => (section.key === 'planned' ? '' : heading(section));

declare global {
  interface HTMLElementTagNameMap { 'mf-list-view': MfListView }
}
