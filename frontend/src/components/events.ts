/** What components report. Events cross shadow roots, so that a view hears them wherever they come from. */
import type {Priority, Task} from '../api/api';
import type {Place} from '../lib/place';

const through = {bubbles: true, composed: true};

/** The user wants to see a task. */
export class TaskOpenEvent extends Event {
  constructor(readonly task: Task) { super('mf-task-open', through); }
}

/** The user ticked a task, or took the tick away. */
export class TaskToggleEvent extends Event {
  constructor(readonly task: Task) { super('mf-task-toggle', through); }
}

/** The user wants to go somewhere. */
export class GoEvent extends Event {
  constructor(readonly place: Place) { super('mf-go', through); }
}

/** The user pressed a control that stands for a command of the window: 'quick-add', 'search', 'import' … */
export class CommandEvent extends Event {
  constructor(readonly command: string) { super('mf-command', through); }
}

/** Something that lies over the window wants to close. */
export class CloseEvent extends Event {
  constructor() { super('mf-close', through); }
}

/** A link in a note was followed. */
export class LinkEvent extends Event {
  constructor(readonly url: string) { super('mf-link', through); }
}

/** A field has a new value. Whoever stores it tells the field what became of that: nothing, or what is wrong with it. */
export class FieldEvent extends Event {
  constructor(readonly field: string, readonly value: string, readonly settled: (problem: string) => void = () => undefined) { super('mf-field', through); }
}

/** Something is being typed into a field. */
export class TypingEvent extends Event {
  constructor(readonly field: string, readonly text: string) { super('mf-typing', through); }
}

export class PriorityEvent extends Event {
  constructor(readonly priority: Priority) { super('mf-priority', through); }
}

declare global {
  interface HTMLElementEventMap {
    'mf-task-open': TaskOpenEvent;
    'mf-task-toggle': TaskToggleEvent;
    'mf-go': GoEvent;
    'mf-command': CommandEvent;
    'mf-close': CloseEvent;
    'mf-link': LinkEvent;
    'mf-field': FieldEvent;
    'mf-typing': TypingEvent;
    'mf-priority': PriorityEvent;
  }
}
