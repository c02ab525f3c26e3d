import { PALETTE } from "./tools";

/** A colour per label: the same each time, whatever the order; two share one only where there are more than colours. */
export function coloursOf(labels: readonly string[]): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  const free = new Set(PALETTE.keys());
  for (const label of [...new Set(labels)].toSorted()) {
    if (free.size === 0) {
      PALETTE.forEach((_, index) => free.add(index));
    }
    let index = hash(label) % PALETTE.length;
    while (!free.has(index)) {
      index = (index + 1) % PALETTE.length;
    }
    free.delete(index);
    given.set(label, PALETTE[index] ?? PALETTE[0]);
  }
  return given;
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
}
