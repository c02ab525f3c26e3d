import type { ReactNode } from "react";
import type { LedgerFigures } from "@/api/client";
import { cacheShare } from "@/shared/cacheShare";
import { compact, counted, full, percent, usd } from "@/shared/format";
import classes from "./ProjectTable.module.css";
import type { Projects } from "./useProjects";

/** Projects with what they cost, dearest first. */
export function ProjectTable({ projects: { rows, total, sessions, isFilling } }: { projects: Projects }) {
  const most = Math.max(...rows.map((row) => row.figures.cost ?? 0));
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Project</th>
            <th scope="col">Sessions</th>
            <th scope="col">Calls</th>
            <th scope="col">Tokens</th>
            <th scope="col" className={classes.cached}>
              Cached input
            </th>
            <th scope="col">Cost</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ project, name, sessions: count, figures }) => (
            <Row key={project} figures={figures} sessions={count} most={most}>
              <span className={classes.name}>{name || "No project known"}</span>
              {project && project !== name ? (
                <span className={classes.path} title={project}>
                  {project}
                </span>
              ) : null}
            </Row>
          ))}
        </tbody>
        <tfoot>
          <Row figures={total} sessions={sessions} most={0}>
            Total
          </Row>
        </tfoot>
      </table>
      {total.unpricedCalls > 0 || isFilling ? (
        <p className={classes.note}>
          {total.unpricedCalls > 0 ? `${counted(total.unpricedCalls, "call")} without a price, not in the cost. ` : ""}
          {isFilling ? "Older records are being read; sums still grow." : ""}
        </p>
      ) : null}
    </>
  );
}

interface RowProps {
  figures: LedgerFigures;
  sessions: number;
  /** Cost that fills the bar; 0: no bar. */
  most: number;
  children: ReactNode;
}

function Row({ figures, sessions, most, children }: RowProps) {
  const { calls, tokens, cost } = figures;
  return (
    <tr>
      <th scope="row">
        <span className={classes.project}>{children}</span>
      </th>
      <td>{full(sessions)}</td>
      <td>{full(calls)}</td>
      <td title={full(tokens.total)}>{compact(tokens.total)}</td>
      <td className={classes.cached}>{percent(cacheShare(tokens))}</td>
      <td className={classes.cost} title={cost === null ? "Cost unknown" : `${cost} USD`}>
        {usd(cost)}
        {most > 0 ? (
          <span className={classes.bar} aria-hidden>
            <span style={{ width: `${(100 * (cost ?? 0)) / most}%` }} />
          </span>
        ) : null}
      </td>
    </tr>
  );
}
