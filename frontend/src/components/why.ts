import {LitElement, css, html, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import type {Ranked} from '../api/api';
import {base} from '../styles/shared';
import {fragment, sentence} from './sentence';

const names: Record<string, string> = {
  importance: 'Importance', urgency: 'Urgency', effort: 'Effort', unblocks: 'Unblocks', age: 'Age', fit: 'Fit', continuity: 'Continuity', not_now: 'Not now',
};
const points = new Intl.NumberFormat(undefined, {minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero'});
const whole = new Intl.NumberFormat(undefined, {maximumFractionDigits: 1});

/** The score of a task, term by term: what lifts it to the right, what holds it back to the left. */
@customElement('mf-why')
export class MfWhy extends LitElement {
  @property({attribute: false}) ranked!: Ranked;

  static override styles = [base, css`
    :host { display: block; font-size: var(--fs-sm); line-height: 20px; }
    dl { display: grid; grid-template-columns: 84px 132px 44px minmax(0, 1fr); gap: 6px var(--s3); align-items: start; }
    dl > div { display: contents; }
    dt { color: var(--text); font-weight: 500; }
    dd { color: var(--text-2); min-width: 0; overflow-wrap: anywhere; }
    dd.points { text-align: end; color: var(--text); }
    .bar { position: relative; height: 20px; }
    .bar::before { content: ""; position: absolute; inset: 1px auto 1px var(--zero); width: 1px; background: var(--border-strong); }
    .bar i { position: absolute; top: 6px; height: 8px; border-radius: 2px; background: var(--accent); }
    .bar i.loss { background: var(--border-strong); }
    .sum { display: flex; gap: var(--s2); margin-top: var(--s3); padding-top: var(--s3); border-top: 1px solid var(--hairline); color: var(--text-2); }
    .note { margin-inline-start: auto; color: var(--text-3); font-size: var(--fs-xs); text-align: end; }
    .sum b { color: var(--text); font-weight: 600; }
    .change { margin-top: var(--s2); color: var(--text-2); overflow-wrap: anywhere; }
    .change b { font-weight: 600; color: var(--text); }
    @media (max-width: 760px) {
      dl { grid-template-columns: 84px minmax(60px, 1fr) 44px; }
      dd.text { grid-column: 1 / -1; margin: -4px 0 var(--s2); }
    }
  `];

  override render() {
    const {terms, score, change, despite} = this.ranked;
    const gain = Math.max(0, ...terms.map((term) => term.points));
    const loss = Math.max(0, ...terms.map((term) => -term.points));
    const span = Math.max(1, gain + loss);
    // The line that gains and losses start from stands where both fit in.
    const zero = (loss / span) * 100;
    const ordered = [...terms].sort((a, b) => b.points - a.points);
    return html`
      <dl style="--zero:${zero}%">${ordered.map((term) => {
        const width = (Math.abs(term.points) / span) * 100;
        return html`<div>
          <dt>${names[term.name] ?? term.name}</dt>
          <dd class="bar" aria-hidden="true"><i class=${term.points < 0 ? 'loss' : ''} style="width:${width}%;${term.points < 0 ? `right:${100 - zero}%` : `left:${zero}%`}"></i></dd>
          <dd class="points num">${points.format(term.points)}</dd>
          <dd class="text">${fragment(term.why)}</dd>
        </div>`;
      })}</dl>
      <div class="sum"><span>Together</span><b class="num">${whole.format(score)} points</b><span class="note">Urgency and “Not now” only take away: nothing is more urgent than 0.</span></div>
      ${despite ? html`<p class="change">${sentence(despite)}</p>` : nothing}
      ${change ? html`<p class="change"><b>What would change it:</b> ${sentence(change)}</p>` : nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-why': MfWhy }
}
