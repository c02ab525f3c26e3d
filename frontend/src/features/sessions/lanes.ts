import type { Axis } from "@/shared/axis";
import type { Entry } from "./entries";

/** What is drawn as one: an entry, or several too close to be told apart. */
export interface Mark {
  left: number;
  width: number;
  row: number;
  entries: Entry[];
}

export interface Lane {
  rows: number;
  marks: Mark[];
}

const LEAST_WIDTH = 0.55;
const SPACE = 0.1;
const MOST_ROWS = 3;

/** Puts entries of one kind side by side, those at the same time one below the other; joins what has no room. */
export function laneOf(entries: readonly Entry[], axis: Axis): Lane {
  const ends: Mark[] = [];
  const marks: Mark[] = [];
  for (const entry of entries.toSorted((one, other) => one.startMs - other.startMs)) {
    const left = Math.min(axis.at(entry.startMs), 100 - LEAST_WIDTH);
    const width = Math.max(axis.at(entry.endMs) - left, LEAST_WIDTH);
    const free = ends.findIndex((last) => last.left + last.width + SPACE <= left);
    const row = free < 0 && ends.length < MOST_ROWS ? ends.length : free;
    if (row < 0) {
      join(earliest(ends), entry, left + width);
    } else {
      const mark = { left, width, row, entries: [entry] };
      ends[row] = mark;
      marks.push(mark);
    }
  }
  return { rows: Math.max(1, ends.length), marks };
}

function earliest(ends: readonly Mark[]): Mark | undefined {
  return ends.toSorted((one, other) => one.left + one.width - (other.left + other.width))[0];
}

function join(mark: Mark | undefined, entry: Entry, right: number): void {
  if (mark) {
    mark.entries.push(entry);
    mark.width = Math.max(mark.width, right - mark.left);
  }
}
