import {batch, computed, signal} from '@preact/signals-core';
import type {Api, Parsed, QuickAddLine, Span} from '../api/api';
import {Latest, type Refresher} from './latest';
import type {Screen} from './screen';
import type {Toasts} from './toasts';

/** The line being typed, and what the program understood of it. It is kept when the dialog closes. */
export class QuickAdd {
  readonly open = signal(false);
  readonly text = signal('');
  readonly accept = signal<readonly string[]>([]);
  readonly reject = signal<readonly string[]>([]);
  /** The latest answer with the text it is about, which may be a keystroke behind. */
  readonly parsed = signal<{text: string; result: Parsed} | null>(null);
  readonly problem = signal('');
  /** The title last added while the dialog stayed open. */
  readonly added = signal('');

  readonly doubtful = computed<Span | undefined>(() => this.parsed.value?.result.spans.find((span) => span.doubtful));

  #replies = new Latest();

  constructor(
    readonly api: Api,
    readonly screen: Screen,
    readonly toasts: Toasts,
    readonly refresher: Refresher,
  ) {}

  show(text = '') {
    batch(() => {
      this.added.value = '';
      this.problem.value = '';
      this.open.value = true;
    });
    if (text) this.setText(text);
    else void this.#parse(); // what "tomorrow" means may have changed since the draft was left
  }

  hide() {
    this.open.value = false;
  }

  setText(text: string) {
    batch(() => {
      this.text.value = text;
      this.problem.value = '';
      // A choice about words that are no longer there must not strike when they are typed anew.
      this.accept.value = this.accept.value.filter((part) => text.includes(part));
      this.reject.value = this.reject.value.filter((part) => text.includes(part));
    });
    void this.#parse();
  }

  acceptSpan(span: Span) {
    this.accept.value = [...this.accept.value, span.text];
    void this.#parse();
  }

  /** Turns a chip back into text. */
  rejectSpan(span: Span) {
    if (this.accept.value.includes(span.text)) this.accept.value = this.accept.value.filter((part) => part !== span.text);
    else this.reject.value = [...this.reject.value, span.text];
    void this.#parse();
  }

  async save(stay: boolean) {
    if (!this.text.value.trim()) return;
    const {view, id} = this.screen.place.value;
    const line = this.#line();
    try {
      const change = await this.api.add(line, view, id);
      const title = change.tasks[0]?.title ?? line.text;
      batch(() => {
        // What was typed while the task was being saved is the next one's beginning.
        if (this.text.value === line.text) this.text.value = '';
        this.accept.value = [];
        this.reject.value = [];
        this.parsed.value = null;
        this.problem.value = '';
        this.added.value = change.tasks.length > 1 ? `${change.tasks.length} tasks` : title;
        this.open.value = stay;
      });
      if (!stay) {
        const said = change.tasks.length > 1 ? `${change.tasks.length} tasks` : `“${title}”`;
        this.toasts.show(`Added ${said}`, change.seq > 0 ? {label: 'Undo', run: () => void this.#undo(change.seq)} : undefined);
      }
      this.refresher.ask();
    } catch (cause) {
      this.problem.value = cause instanceof Error ? cause.message : 'The task could not be added.';
    }
  }

  async #undo(seq: number) {
    try {
      await this.api.undo(seq);
      this.refresher.ask();
    } catch (cause) {
      this.toasts.error(cause);
    }
  }

  #line(): QuickAddLine {
    return {text: this.text.value, accept: [...this.accept.value], reject: [...this.reject.value]};
  }

  async #parse() {
    const line = this.#line();
    const current = this.#replies.ask();
    if (!line.text.trim()) {
      this.parsed.value = null;
      return;
    }
    try {
      const result = await this.api.parse(line);
      if (current()) this.parsed.value = {text: line.text, result: {...result, spans: result.spans ?? []}};
    } catch {
      if (current()) this.parsed.value = null; // the line is still saved as it stands
    }
  }
}
