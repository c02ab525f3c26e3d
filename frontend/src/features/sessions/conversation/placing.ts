import { emptyTurn, type TurnView } from "./model";

interface Placeable {
  kind?: string | undefined;
  timeMs: number;
  turn?: string | undefined;
  agentId?: string | undefined;
}

/** Clocks of two sources of one prompt may differ so much. */
const TOLERANCE_MS = 1000;

/** Knows to which turn of a session something belongs: to the one that it names, else to the last one before it. */
export class Placing {
  readonly views: TurnView[];
  private readonly named = new Map<string, TurnView[]>();
  private readonly agents = new Map<string, TurnView>();

  /** Turns in order, with the name by which others refer to each. */
  constructor(turns: readonly { view: TurnView; name: string | undefined }[]) {
    this.views = turns.map(({ view }) => view);
    turns.forEach(({ view, name }) => this.remember(name, view));
  }

  /** The turn of a message; a prompt that names one that nobody knows begins it. */
  ofMessage(message: Placeable): TurnView {
    const { kind, agentId, turn, timeMs } = message;
    const begins = kind === "prompt" && turn && !agentId;
    const view = this.find(message) ?? (begins ? this.begin(turn, timeMs) : this.before(timeMs));
    if (agentId && !this.agents.has(agentId)) {
      this.agents.set(agentId, view);
    }
    return view;
  }

  /** The turn of what the ledger has; undefined: it came before the first one. */
  ofRecord(record: Placeable): TurnView | undefined {
    return this.find(record) ?? this.lastBefore(record.timeMs);
  }

  private find({ timeMs, turn, agentId }: Placeable): TurnView | undefined {
    const known = this.named.get(turn ?? "") ?? [];
    return (
      known.findLast((view) => view.startMs <= timeMs + TOLERANCE_MS) ??
      known[0] ??
      (agentId ? this.agents.get(agentId) : undefined)
    );
  }

  private before(timeMs: number): TurnView {
    const found = this.lastBefore(timeMs);
    if (found) {
      return found;
    }
    const view = emptyTurn("start", timeMs);
    this.views.unshift(view);
    return view;
  }

  private begin(name: string, timeMs: number): TurnView {
    const view = emptyTurn(name, timeMs);
    this.views.splice(this.places(timeMs), 0, view);
    this.remember(name, view);
    return view;
  }

  private lastBefore(timeMs: number): TurnView | undefined {
    return this.views[this.places(timeMs) - 1];
  }

  /** How many turns began by then. */
  private places(timeMs: number): number {
    let [low, high] = [0, this.views.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.views[middle]?.startMs ?? 0) <= timeMs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private remember(name: string | undefined, view: TurnView): void {
    if (name) {
      this.named.set(name, [...(this.named.get(name) ?? []), view]);
    }
  }
}
