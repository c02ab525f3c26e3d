import { useSyncExternalStore } from "react";
import type { Log, Point, Span } from "./client";

interface LiveRecords {
  traces: Span;
  metrics: Point;
  logs: Log;
}
export type Signal = keyof LiveRecords;
export type Connection = "connecting" | "live" | "lost" | "paused";

type Listener<S extends Signal> = (records: LiveRecords[S][], missed: boolean) => void;

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;

/** One WebSocket shared by all; reconnects with back-off, sleeps while the page is hidden or paused. */
class LiveConnection {
  private socket: WebSocket | null = null;
  private state: Connection = "connecting";
  private retryMs = FIRST_RETRY_MS;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wanted = true;
  private lostOnce = false;
  private readonly watchers = new Set<() => void>();
  private readonly listeners: { [S in Signal]: Set<Listener<S>> } = {
    traces: new Set(),
    metrics: new Set(),
    logs: new Set(),
  };

  start(): void {
    document.addEventListener("visibilitychange", () => this.adjust());
    this.adjust();
  }

  get connection(): Connection {
    return this.state;
  }

  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** Calls the listener with every message of a signal; `missed`: there were more than it got. */
  on<S extends Signal>(signal: S, listener: Listener<S>): () => void {
    this.listeners[signal].add(listener);
    return () => this.listeners[signal].delete(listener);
  }

  /** Turns live updates on or off, for the whole page. */
  toggle = (): void => {
    this.wanted = !this.wanted;
    this.adjust();
  };

  private adjust(): void {
    if (this.wanted && !document.hidden) {
      this.connect();
    } else {
      clearTimeout(this.timer);
      this.socket?.close();
      this.socket = null;
      this.become(this.wanted ? this.state : "paused");
    }
  }

  private connect(): void {
    if (this.socket) {
      return;
    }
    clearTimeout(this.timer);
    this.become(this.lostOnce ? "lost" : "connecting");
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`);
    this.socket = socket;
    socket.onopen = () => this.opened();
    socket.onmessage = (event: MessageEvent<string>) => this.received(event.data);
    socket.onclose = () => {
      if (this.socket === socket) {
        this.closed();
      }
    };
  }

  private opened(): void {
    this.retryMs = FIRST_RETRY_MS;
    this.become("live");
    for (const signal of ["traces", "metrics", "logs"] as const) {
      this.tell(signal, [], true); // whatever came while there was no connection
    }
  }

  private closed(): void {
    this.socket = null;
    this.lostOnce = true;
    this.become("lost");
    this.timer = setTimeout(() => this.adjust(), this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, LONGEST_RETRY_MS);
  }

  private received(text: string): void {
    const message = JSON.parse(text) as { type: Signal | "resync"; payload: unknown };
    if (message.type === "resync") {
      for (const signal of Object.keys(message.payload as object) as Signal[]) {
        this.tell(signal, [], true);
      }
    } else {
      this.tell(message.type, message.payload as never[], false);
    }
  }

  private tell<S extends Signal>(signal: S, records: LiveRecords[S][], missed: boolean): void {
    for (const listener of this.listeners[signal]) {
      listener(records, missed);
    }
  }

  private become(state: Connection): void {
    if (state !== this.state) {
      this.state = state;
      this.watchers.forEach((watcher) => watcher());
    }
  }
}

export const live = new LiveConnection();

/** The state of the live connection. */
export function useConnection(): Connection {
  return useSyncExternalStore(live.watch, () => live.connection);
}
