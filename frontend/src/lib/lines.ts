/** How many tasks the lines of a text become, and how many of those are steps of one above: as the program counts them. */
export function countLines(text: string): {tasks: number; steps: number} {
  const open: number[] = []; // indentation of each depth down to the last line
  let [tasks, steps] = [0, 0];
  for (const line of text.split(/[\r\n]+/)) {
    if (!line.trim()) continue;
    let indent = 0;
    for (const char of /^[ \t\u00A0]*/.exec(line)?.[0] ?? '') indent += char === '\t' ? 4 - (indent % 4) : 1;
    while (open.length > 0 && (open.at(-1) ?? 0) >= indent) open.pop();
    tasks++;
    if (open.length > 0) steps++;
    open.push(indent);
  }
  return {tasks, steps};
}
