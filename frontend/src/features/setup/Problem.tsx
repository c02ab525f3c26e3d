import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

/** What keeps the page from knowing how the server fares now. */
export function Problem({ error }: { error: unknown }) {
  return error ? (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} role="alert">
      {error instanceof Error ? error.message : String(error)}
    </Alert>
  ) : null;
}
