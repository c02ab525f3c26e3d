import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import type { DashboardDetail } from "@/api/client";
import { changes, useChange } from "./queries";

interface DialogProps {
  dashboard: DashboardDetail;
  opened: boolean;
  onClose: () => void;
}

/** Name and description. */
export function RenameDialog({ dashboard, opened, onClose }: DialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Rename dashboard">
      <RenameForm dashboard={dashboard} onClose={onClose} />
    </Modal>
  );
}

function RenameForm({ dashboard, onClose }: Omit<DialogProps, "opened">) {
  const [name, setName] = useState(dashboard.name);
  const [description, setDescription] = useState(dashboard.description ?? "");
  const update = useChange(changes.update);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate({ id: dashboard.id, name: name.trim(), description }, { onSuccess: onClose });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label="Name"
          maxLength={255}
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Description"
          maxLength={255}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <Button type="submit" loading={update.isPending} disabled={!name.trim()}>
          Save
        </Button>
      </Stack>
    </form>
  );
}

/** Asks before a dashboard is deleted. */
export function RemoveDialog({ dashboard, opened, onClose }: DialogProps) {
  const navigate = useNavigate();
  const remove = useChange(async (id: string) => {
    await changes.remove(id);
    onClose();
    await navigate({ to: "/" }); // before what is shown is asked for again
  });
  return (
    <Modal opened={opened} onClose={onClose} title="Delete dashboard?">
      <Stack gap="md">
        <Text size="sm">
          This deletes “{dashboard.name}” and its {dashboard.widgets.length} widgets. Recorded data is kept.
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(dashboard.id)}>
            Delete
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
