import type { Status } from "@/api/client";
import { ago, exactMoment, full } from "@/shared/format";
import { Panel } from "@/shared/Panel";
import classes from "./Refused.module.css";

const SHOWN = 10;

/** Who sends and is refused, with what to change; nothing if nobody is. */
export function Refused({ refused }: { refused: Status["refused"] }) {
  if (refused.length === 0) return null;
  return (
    <Panel title="Refused senders" label="Refused senders">
      <ul className={classes.list}>
        {refused.slice(0, SHOWN).map((one) => (
          <li key={JSON.stringify([one.reason, one.path, one.userAgent])} className={classes.sender}>
            <p className={classes.remedy}>{one.remedy}</p>
            <p className={classes.about}>
              <span>{one.reason}</span>
              {one.path ? <span className="mono">{one.path}</span> : null}
              <span>{one.userAgent || "a program that does not name itself"}</span>
              <span title={exactMoment(one.last)}>
                {one.count === 1 ? "once" : `${full(one.count)} times`}, {ago(one.last)}
              </span>
            </p>
          </li>
        ))}
      </ul>
      {refused.length > SHOWN ? <p className={classes.about}>and {full(refused.length - SHOWN)} more</p> : null}
    </Panel>
  );
}
