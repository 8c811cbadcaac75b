/** Offsets of the program behind the window are bytes of UTF-8; the field counts UTF-16 units. */

/** For each byte offset of the text, the UTF-16 index of the character it falls in. */
export function byteToIndex(text: string): (byte: number) => number {
  const starts: number[] = [];
  let index = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (let i = 0; i < bytes; i++) starts.push(index);
    index += char.length;
  }
  return (byte) => starts[byte] ?? text.length;
}

/** How many characters two texts have in common from the start. */
export function commonPrefix(a: string, b: string): number {
  let n = 0;
  while (n < a.length && a[n] === b[n]) n++;
  return n;
}
