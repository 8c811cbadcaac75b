/** Tasks that are steps of another one, and where they stand in a list. */
import type {Task} from '../api/api';

const deepest = 4;

/** The same tasks, each step right below the task it is a step of where that is among them, in the order given otherwise. */
export function nested(tasks: readonly Task[]): Task[] {
  if (!tasks.some((task) => task.parent)) return [...tasks];
  const ids = new Set(tasks.map((task) => task.id));
  const steps = new Map<string, Task[]>();
  const tops: Task[] = [];
  for (const task of tasks) {
    const of = task.parent && ids.has(task.parent) ? steps.get(task.parent) : undefined;
    if (of) of.push(task);
    else if (task.parent && ids.has(task.parent)) steps.set(task.parent, [task]);
    else tops.push(task);
  }
  const out = new Set<Task>();
  // Steps that are steps of each other have no top: they stand at the end rather than nowhere.
  for (const top of [...tops, ...tasks]) {
    const waiting = [top];
    for (let task = waiting.pop(); task; task = waiting.pop()) {
      if (out.has(task)) continue;
      out.add(task);
      for (const step of [...(steps.get(task.id) ?? [])].reverse()) waiting.push(step);
    }
  }
  return [...out];
}

const known = new WeakMap<readonly Task[], ReadonlyMap<string, number>>();

/** How many levels below the task it belongs to each step of a nested list stands; tasks that are no steps are left out. */
export function levels(tasks: readonly Task[]): ReadonlyMap<string, number> {
  const found = known.get(tasks);
  if (found) return found;
  const seen = new Set<string>();
  const out = new Map<string, number>();
  for (const {id, parent} of tasks) {
    if (parent && seen.has(parent)) out.set(id, Math.min((out.get(parent) ?? 0) + 1, deepest));
    seen.add(id);
  }
  known.set(tasks, out);
  return out;
}
