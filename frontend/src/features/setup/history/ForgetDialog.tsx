import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { ToolHistory } from "@/api/client";
import { Problem } from "../Problem";
import { useForget } from "./useHistory";

interface ForgetDialogProps {
  tool: ToolHistory;
  opened: boolean;
  onClose: () => void;
}

/** Asks before what transcripts told is removed. */
export function ForgetDialog({ tool, opened, onClose }: ForgetDialogProps) {
  const forget = useForget();
  return (
    <Modal opened={opened} onClose={onClose} title="Remove imported history?">
      <Stack gap="md">
        <Text size="sm">
          This removes what transcripts of {tool.title} told. Telemetry stays. The files are not touched and can be
          imported again while they exist
          {tool.goneFiles > 0 ? `; ${tool.goneFiles} of them are gone from this disk` : ""}.
        </Text>
        <Problem error={forget.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button
            color="red"
            loading={forget.isPending}
            onClick={() => forget.mutate(tool.toolId, { onSuccess: onClose })}
          >
            Remove
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
