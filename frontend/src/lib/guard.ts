/**
 * Keeps the window where it is. A policy for content stops foreign scripts but not navigation, so nothing that
 * is pressed or dropped may lead elsewhere: links leave through the program, which shows where they go.
 */
export function guardNavigation(target: EventTarget = window): () => void {
  const onLink = (event: Event) => {
    if (event.composedPath().some((element) => element instanceof HTMLAnchorElement && element.hasAttribute('href'))) event.preventDefault();
  };
  const never = (event: Event) => event.preventDefault();
  const guards: [string, (event: Event) => void][] = [['click', onLink], ['auxclick', onLink], ['submit', never], ['dragover', never], ['drop', never]];
  for (const [name, guard] of guards) target.addEventListener(name, guard, {capture: true});
  return () => {
    for (const [name, guard] of guards) target.removeEventListener(name, guard, {capture: true});
  };
}
