import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import {
  IconCopyPlus,
  IconDotsVertical,
  IconDownload,
  IconForms,
  IconLayoutDashboard,
  IconPlus,
  IconStar,
  IconTrash,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { DashboardDetail } from "@/api/client";
import { RemoveDialog, RenameDialog } from "./dialogs";
import { changes, dashboardsQuery, useChange } from "./queries";
import { download, exported } from "./transfer";

/** What can be done with a dashboard as a whole, and the way to the others. */
export function DashboardMenu({ dashboard }: { dashboard: DashboardDetail }) {
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<"rename" | "remove" | null>(null);
  const others = useQuery(dashboardsQuery).data?.filter((one) => one.id !== dashboard.id) ?? [];
  const setDefault = useChange(changes.setDefault);
  const install = useChange(changes.install);
  const go = (id: string) => void navigate({ to: "/dashboard/$id", params: { id } });
  const duplicate = () => {
    const { name, description, widgets } = JSON.parse(exported(dashboard)) as Parameters<typeof changes.install>[0];
    install.mutate({ name: `${name} (copy)`, description, widgets }, { onSuccess: go });
  };
  return (
    <>
      <Menu position="bottom-end" shadow="md" width={240}>
        <Menu.Target>
          <Tooltip label="Dashboards">
            <ActionIcon variant="default" size={30} aria-label="Dashboards">
              <IconDotsVertical size={16} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          {others.length > 0 ? <Menu.Label>Go to</Menu.Label> : null}
          {others.map((one) => (
            <Menu.Item key={one.id} leftSection={<IconLayoutDashboard size={14} />} onClick={() => go(one.id)}>
              {one.name}
            </Menu.Item>
          ))}
          <Menu.Item leftSection={<IconPlus size={14} />} onClick={() => go("new")}>
            New dashboard…
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>This dashboard</Menu.Label>
          <Menu.Item leftSection={<IconForms size={14} />} onClick={() => setDialog("rename")}>
            Rename…
          </Menu.Item>
          <Menu.Item leftSection={<IconCopyPlus size={14} />} onClick={duplicate}>
            Duplicate
          </Menu.Item>
          <Menu.Item
            leftSection={<IconStar size={14} />}
            disabled={dashboard.isDefault}
            onClick={() => setDefault.mutate(dashboard.id)}
          >
            {dashboard.isDefault ? "Default dashboard" : "Set as default"}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconDownload size={14} />}
            onClick={() => download(dashboard.name, exported(dashboard))}
          >
            Export as JSON
          </Menu.Item>
          <Menu.Item color="var(--bad)" leftSection={<IconTrash size={14} />} onClick={() => setDialog("remove")}>
            Delete…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <RenameDialog dashboard={dashboard} opened={dialog === "rename"} onClose={() => setDialog(null)} />
      <RemoveDialog dashboard={dashboard} opened={dialog === "remove"} onClose={() => setDialog(null)} />
    </>
  );
}
