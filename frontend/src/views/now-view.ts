import {css, html, nothing} from 'lit';
import {customElement, query} from 'lit/decorators.js';
import type {Section} from '../api/api';
import '../components/empty';
import '../components/now-card';
import '../components/task-list';
import type {MfTaskList} from '../components/task-list';
import {base} from '../styles/shared';
import {page} from './page-styles';
import {View} from './view';

/** One task, big, and the next five, quiet. */
@customElement('mf-now-view')
export class MfNowView extends View {
  @query('mf-task-list') private list!: MfTaskList | null;

  static override styles = [base, page, css`
    .column { max-width: 680px; }
    .now { padding-top: clamp(0px, 6vh, 64px); }
    mf-task-list { margin-top: 36px; }
    h1 { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  `];

  focusCursor() {
    this.list?.focusCursor();
  }

  reveal() {
    this.list?.reveal();
  }

  protected override view() {
    const {screen, tasks, today} = this.stores;
    const ranked = screen.ranked.value;
    if (!ranked) return screen.failure.value ? html`<mf-empty drawing="cloud" .text=${screen.failure.value} action="Try again" command="refresh"></mf-empty>` : nothing;
    const [best, ...rest] = ranked;
    if (!best) {
      return html`<h1>Now</h1><mf-empty drawing="sun" text="Nothing needs you right now. Enjoy the quiet, or write down what comes next." action="Add a task" command="quick-add"></mf-empty>`;
    }
    const next: Section = {key: 'next', title: 'Next', tasks: rest.map((entry) => entry.task), total: rest.length};
    return html`
      <div class="column now">
        <h1>Now</h1>
        <mf-now-card big .done=${screen.leaving.value.has(best.task.id)} .ranked=${best} .today=${today.value}
          @mf-now=${(event: HTMLElementEventMap['mf-now']) => (event.choice === 'start' ? tasks.start(best.task) : tasks.notNow(best.task))}></mf-now-card>
        <mf-task-list .sections=${[next]} .today=${today.value} .cursor=${screen.cursor.value} .leaving=${screen.leaving.value} .headingFor=${() => 'Next'} .scroller=${this}></mf-task-list>
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-now-view': MfNowView }
}
