import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { History, ToolHistory } from "@/api/client";
import classes from "./HistoryPanel.module.css";
import { KEPT, onDisk, READ } from "./words";

interface ImportDialogProps {
  /** What would be imported; null: the dialog is closed. */
  tools: readonly ToolHistory[] | null;
  keepText: History["keepText"];
  onClose: () => void;
  onImport: (tools: string[]) => void;
}

/** Says what is read and what is kept of it, before anything is. */
export function ImportDialog({ tools, keepText, onClose, onImport }: ImportDialogProps) {
  return (
    <Modal opened={tools !== null} onClose={onClose} title="Import history">
      <Stack gap="sm">
        <ul className={classes.chosen}>
          {(tools ?? []).map((tool) => (
            <li key={tool.toolId}>
              <b>{tool.title}</b>: {onDisk(tool)}
            </li>
          ))}
        </ul>
        <Text size="sm">{READ}</Text>
        <Text size="sm">{KEPT[keepText]}</Text>
        <Text size="sm" c="dimmed">
          The files are only read. What telemetry told already is not counted twice.
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button data-autofocus onClick={() => onImport((tools ?? []).map((tool) => tool.toolId))}>
            Import
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
