interface Interval {
  startMs: number;
  endMs: number;
}

interface Piece extends Interval {
  /** Where it stands on the axis, in percent. */
  left: number;
  right: number;
  idle: boolean;
}

export interface Gap {
  left: number;
  width: number;
  lastedMs: number;
}

export interface Tick {
  left: number;
  /** Since the start of the axis. */
  sinceMs: number;
}

const IDLE_MS = 60_000;
const IDLE_SHARE = 0.06;
const GAP_PERCENT = 3;
const MOST_GAP_PERCENT = 40;
const MOST_TICKS = 7;
/** Room of a label, with some air. */
const LABEL_PX = 60;

/** A time axis of 0 to 100 percent on which long idle times take little room. */
export class Axis {
  private readonly pieces: Piece[];

  constructor(intervals: readonly Interval[]) {
    this.pieces = layOut(withGaps(merged(intervals)));
  }

  get startMs(): number {
    return this.pieces[0]?.startMs ?? 0;
  }

  get gaps(): Gap[] {
    return this.pieces
      .filter((piece) => piece.idle)
      .map(({ left, right, startMs, endMs }) => ({ left, width: right - left, lastedMs: endMs - startMs }));
  }

  /** Where a time stands, in percent. */
  at(ms: number): number {
    const piece = this.pieces.find((one) => ms <= one.endMs) ?? this.pieces.at(-1);
    if (!piece || piece.endMs === piece.startMs) {
      return piece?.left ?? 0;
    }
    const share = (ms - piece.startMs) / (piece.endMs - piece.startMs);
    return piece.left + Math.min(Math.max(share, 0), 1) * (piece.right - piece.left);
  }

  /** Round times, as many as fit with their labels at their right; none within idle times. */
  ticks(widthPx: number): Tick[] {
    if (widthPx <= 0) {
      return [];
    }
    const label = (LABEL_PX / widthPx) * 100;
    const busy = this.pieces.filter((piece) => !piece.idle);
    const most = Math.min(MOST_TICKS, 100 / label);
    const step = roundStep(busy.reduce((sum, piece) => sum + piece.endMs - piece.startMs, 0) / most);
    const ticks: Tick[] = [];
    for (const piece of busy) {
      const first = Math.ceil((piece.startMs - this.startMs) / step) * step;
      for (let sinceMs = first; sinceMs <= piece.endMs - this.startMs; sinceMs += step) {
        const left = this.at(this.startMs + sinceMs);
        if (left - (ticks.at(-1)?.left ?? -label) >= label && left + label <= 101) {
          ticks.push({ left, sinceMs });
        }
      }
    }
    return ticks;
  }
}

function merged(intervals: readonly Interval[]): Interval[] {
  const all: Interval[] = [];
  for (const { startMs, endMs } of intervals.toSorted((one, other) => one.startMs - other.startMs)) {
    const last = all.at(-1);
    if (last && startMs <= last.endMs) {
      last.endMs = Math.max(last.endMs, endMs);
    } else {
      all.push({ startMs, endMs });
    }
  }
  return all;
}

/** Busy stretches with the long idle times between them; short ones belong to the stretch. */
function withGaps(intervals: readonly Interval[]): (Interval & { idle: boolean })[] {
  const wholeMs = (intervals.at(-1)?.endMs ?? 0) - (intervals[0]?.startMs ?? 0);
  const longMs = Math.max(IDLE_MS, shortestIdle(intervals, wholeMs));
  const pieces: (Interval & { idle: boolean })[] = [];
  for (const { startMs, endMs } of intervals) {
    const last = pieces.at(-1);
    if (last && startMs - last.endMs < longMs) {
      last.endMs = endMs;
    } else {
      if (last) {
        pieces.push({ startMs: last.endMs, endMs: startMs, idle: true });
      }
      pieces.push({ startMs, endMs, idle: false });
    }
  }
  return pieces;
}

/** What counts as long depends on how long the session was busy. */
function shortestIdle(intervals: readonly Interval[], wholeMs: number): number {
  let idleMs = 0;
  for (let index = 1; index < intervals.length; index += 1) {
    const gapMs = (intervals[index]?.startMs ?? 0) - (intervals[index - 1]?.endMs ?? 0);
    idleMs += gapMs >= IDLE_MS ? gapMs : 0;
  }
  return (wholeMs - idleMs) * IDLE_SHARE;
}

function layOut(pieces: readonly (Interval & { idle: boolean })[]): Piece[] {
  const idle = pieces.filter((piece) => piece.idle).length;
  const busyMs = pieces.reduce((sum, piece) => sum + (piece.idle ? 0 : piece.endMs - piece.startMs), 0);
  const gap = idle > 0 ? Math.min(GAP_PERCENT, MOST_GAP_PERCENT / idle) : 0;
  const room = 100 - gap * idle;
  let left = 0;
  return pieces.map((piece) => {
    const share = busyMs > 0 ? (piece.endMs - piece.startMs) / busyMs : 1 / (pieces.length - idle);
    const right = left + (piece.idle ? gap : room * share);
    const laid = { ...piece, left, right };
    left = right;
    return laid;
  });
}

const STEPS_S = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400];

function roundStep(leastMs: number): number {
  return (STEPS_S.find((step) => step * 1000 >= leastMs) ?? Math.ceil(leastMs / 86_400_000) * 86_400) * 1000;
}
