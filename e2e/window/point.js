// Scrolls an element into view and says where its middle is, in the viewport, and
// whether a click there would reach it, something inside it or its label.
const [element] = arguments;
element.scrollIntoView({block: 'nearest', inline: 'nearest', behavior: 'instant'});
const box = element.getBoundingClientRect();
const x = Math.round(box.left + box.width / 2);
const y = Math.round(box.top + box.height / 2);

let hit = document.elementFromPoint(x, y);
while (hit?.shadowRoot) {
  const inner = hit.shadowRoot.elementFromPoint(x, y);
  if (!inner || inner === hit) break;
  hit = inner;
}

/** What lies on the way from a node to the document, out of every shadow root. */
function* outward(node) {
  for (let n = node; n; n = n.assignedSlot ?? n.parentNode ?? n.host) yield n;
}
const targets = [element, ...(element.labels ?? [])];
const free = box.width > 0 && box.height > 0 && [...outward(hit)].some(n => targets.includes(n));
return {x, y, free};
