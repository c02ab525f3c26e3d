import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { Status } from "@/api/client";

/** What keeps the server from storing, or the page from knowing. */
export function Problem({ status, error }: { status: Status; error: unknown }) {
  const text = error ? (error instanceof Error ? error.message : String(error)) : status.problem;
  return text ? (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} role="alert">
      {text}
    </Alert>
  ) : null;
}
