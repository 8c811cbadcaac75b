import type {View} from '../api/api';

/** Where the window is: a list, or Now. */
export interface Place {
  view: View | 'now';
  id?: string; // of a project or tag
}

export const samePlace = (a: Place, b: Place) => a.view === b.view && (a.id ?? '') === (b.id ?? '');

/** What is happening to the row of a task that was just ticked off. */
export type Leaving = 'checked' | 'fading';
