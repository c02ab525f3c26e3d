import { IconAlertCircle, IconHandStop } from "@tabler/icons-react";
import { counted, duration, exactMoment } from "@/shared/format";
import classes from "./FailedCall.module.css";
import type { FailureItem } from "./model";

/** A call of the model that failed or was stopped, of which only telemetry tells. */
export function FailedCall({ item: { call, timeMs } }: { item: FailureItem }) {
  const { outcome, model, statusCode, errorType, attempts } = call;
  const isStopped = outcome === "cut_off";
  const facts = [
    model,
    statusCode ? `status ${statusCode}` : "",
    errorType,
    attempts && attempts > 1 ? `after ${counted(attempts, "try", "tries")}` : "",
    call.duration ? duration(call.duration) : "",
  ];
  return (
    <p className={classes.failed} data-stopped={isStopped || undefined} title={exactMoment(timeMs)}>
      {isStopped ? <IconHandStop size={15} aria-hidden /> : <IconAlertCircle size={15} aria-hidden />}
      <b>{isStopped ? "Stopped by the user" : outcome === "refused" ? "Call refused" : "Call failed"}</b>
      <span className={classes.facts}>{facts.filter(Boolean).join(" · ")}</span>
    </p>
  );
}
