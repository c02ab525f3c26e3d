export interface DiffLine {
  kind: "same" | "removed" | "added";
  text: string;
}

/** Beyond so many pairs of lines, what differs is shown as removed and added as a whole. */
const MOST_PAIRS = 250_000;

/** Lines of two texts: what both have, what only the first, what only the second. */
export function diffOf(before: string, after: string): DiffLine[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) {
    start++;
  }
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) {
    end++;
  }
  return [
    ...lines("same", old.slice(0, start)),
    ...between(old.slice(start, old.length - end), now.slice(start, now.length - end)),
    ...lines("same", old.slice(old.length - end)),
  ];
}

/** The lines of a patch by their first letter. */
export function patchLines(patch: string): DiffLine[] {
  return linesOf(patch).map((text): DiffLine => {
    const kind = text.startsWith("+") ? "added" : text.startsWith("-") ? "removed" : "same";
    return { kind, text: kind === "same" ? text : text.slice(1) };
  });
}

function linesOf(text: string): string[] {
  const all = text.split("\n");
  return all.at(-1) === "" ? all.slice(0, -1) : all;
}

function lines(kind: DiffLine["kind"], texts: readonly string[]): DiffLine[] {
  return texts.map((text) => ({ kind, text }));
}

/** The longest common subsequence, from the table of lengths of those of all ends. */
function between(old: readonly string[], now: readonly string[]): DiffLine[] {
  if (old.length * now.length > MOST_PAIRS) {
    return [...lines("removed", old), ...lines("added", now)];
  }
  const width = now.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] as number;
  for (let row = old.length - 1; row >= 0; row--) {
    for (let column = now.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        old[row] === now[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const found: DiffLine[] = [];
  let [row, column] = [0, 0];
  while (row < old.length || column < now.length) {
    if (row < old.length && column < now.length && old[row] === now[column]) {
      found.push({ kind: "same", text: old[row++] as string });
      column++;
    } else if (row < old.length && (column === now.length || at(row + 1, column) >= at(row, column + 1))) {
      found.push({ kind: "removed", text: old[row++] as string });
    } else {
      found.push({ kind: "added", text: now[column++] as string });
    }
  }
  return found;
}
