import { IconAlertCircleFilled, IconCircleCheck, IconCircleDashed } from "@tabler/icons-react";

const LABELS = { ERROR: "failed", OK: "succeeded", UNSET: "no status" } as const;

/** Whether a span or trace failed: by shape, colour and name. */
export function StatusIcon({ status }: { status: keyof typeof LABELS }) {
  const label = LABELS[status];
  if (status === "ERROR") {
    return <IconAlertCircleFilled size={15} color="var(--bad)" role="img" aria-label={label} />;
  }
  return status === "OK" ? (
    <IconCircleCheck size={15} color="var(--good)" role="img" aria-label={label} />
  ) : (
    <IconCircleDashed size={15} color="var(--ink-faint)" role="img" aria-label={label} />
  );
}
