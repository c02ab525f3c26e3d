import type { Ledger, LedgerFigures } from "@/api/client";

export interface ProjectRow {
  /** Root of the repository, or a directory of which none is known; empty: where it ran is not known. */
  project: string;
  name: string;
  sessions: number;
  figures: LedgerFigures;
}

interface Known {
  project: string;
  name: string;
}

/** The sums by project, dearest first, with their names and the number of sessions that made the calls. */
export function rowsOf(byProject: Ledger, bySession: Ledger, known: readonly Known[]): ProjectRow[] {
  const names = new Map(known.map((one) => [one.project, one.name]));
  const sessions = new Map<string, number>();
  for (const { project = "", session } of bySession.rows) {
    sessions.set(project, (sessions.get(project) ?? 0) + (session ? 1 : 0));
  }
  return byProject.rows.map(({ project = "", ...figures }) => ({
    project,
    name: names.get(project) ?? project,
    sessions: sessions.get(project) ?? 0,
    figures,
  }));
}

/** Sessions in all rows, each once: one that changed its project is in several. */
export function sessionsOf(bySession: Ledger): number {
  return new Set(bySession.rows.map((row) => row.session).filter(Boolean)).size;
}
