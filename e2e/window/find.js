// Finds visible elements through all shadow roots. arguments: kind, what.
//   role: elements that may have this ARIA role; the caller asks the engine
//   css: elements that match a selector, " >>> " going down into shadow roots
//   outline: one line for each control and heading, for messages
const [kind, what] = arguments;

/** The elements below root in document order, each followed by those of its shadow root. */
function* below(root) {
  for (const element of root.children ?? []) {
    yield element;
    if (element.shadowRoot) yield* below(element.shadowRoot);
    yield* below(element);
  }
}

/** A checkbox may be drawn by its label and be transparent itself, so opacity does not count. */
const visible = element => element.checkVisibility({visibilityProperty: true});

// What may have a role without saying so. The engine decides; this only keeps the list short.
const native = {
  button: 'button, summary, input[type=button], input[type=submit]',
  link: 'a[href]',
  textbox: 'input, textarea, [contenteditable]',
  searchbox: 'input[type=search]',
  combobox: 'select, input[list]',
  checkbox: 'input[type=checkbox]',
  radio: 'input[type=radio]',
  heading: 'h1, h2, h3, h4, h5, h6',
  list: 'ul, ol',
  listitem: 'li',
  option: 'option',
  dialog: 'dialog',
  navigation: 'nav',
  main: 'main',
  form: 'form',
  region: 'section',
};

function byRole(role) {
  const selector = `[role~="${role}"]${native[role] ? `, ${native[role]}` : ''}`;
  return [...below(document)].filter(e => e.matches(selector) && visible(e));
}

/** The deepest found element may match twice through two ancestors, hence the set. */
function byCSS(selectors) {
  let roots = [document];
  for (const selector of selectors.split(' >>> ')) {
    const found = new Set();
    for (const root of roots) {
      const own = root.shadowRoot ? [...below(root.shadowRoot)] : [];
      for (const e of [...own, ...below(root)]) if (e.matches(selector)) found.add(e);
    }
    roots = [...found];
  }
  return roots.filter(visible);
}

/** A rough name, good enough for a message. */
const label = e => (e.ariaLabel ?? e.labels?.[0]?.innerText ?? e.innerText ?? '').trim().replace(/\s+/g, ' ').slice(0, 60);

if (kind === 'css') return byCSS(what);
if (kind === 'role') return byRole(what);
return [...below(document)]
  .filter(e => e.matches('a, button, input, textarea, select, h1, h2, h3, [role], dialog, [aria-label]') && visible(e))
  .slice(0, 80)
  .map(e => `${e.getAttribute('role') ?? e.localName} "${label(e)}"`);
