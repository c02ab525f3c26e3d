import { Button, FileButton, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconFileImport } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import type { NewWidget } from "@/api/client";
import { Page } from "@/shared/Page";
import { Panel } from "@/shared/Panel";
import { Dot } from "@/shared/ToolBadge";
import { useTools } from "@/shared/tools";
import classes from "./NewDashboard.module.css";
import { changes, type Installable, useChange } from "./queries";
import { imported } from "./transfer";

/** An empty dashboard, a ready-made one, or one out of a file. */
export function NewDashboard() {
  const tools = useTools();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const install = useChange(changes.install);
  const create = (dashboard: Installable, edit: boolean) =>
    install.mutate(dashboard, {
      onSuccess: (id) => void navigate({ to: "/dashboard/$id", params: { id }, search: edit ? { edit: "1" } : {} }),
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create({ name: name.trim(), widgets: [] }, true);
  };
  const again = useRef<() => void>(null);
  const read = async (file: File | null) => {
    again.current?.();
    try {
      if (file) {
        create(imported(await file.text()), false);
      }
    } catch (problem) {
      notifications.show({ color: "red", title: "Not imported", message: (problem as Error).message });
    }
  };
  const ready = tools.tools.flatMap((tool) => tool.dashboards.map((dashboard) => ({ tool, dashboard })));
  return (
    <Page title="New dashboard">
      <Panel title="Ready-made">
        <div className={classes.cards}>
          {ready.map(({ tool, dashboard }) => {
            const { name: title, description, widgets } = dashboard as unknown as Installable;
            return (
              <article key={`${tool.id} ${title}`} className={classes.card}>
                <h3 className={classes.title}>
                  <Dot colour={tool.colour} /> {title}
                </h3>
                <p className={classes.text}>{description}</p>
                <p className={classes.text}>{widgets.map((widget: NewWidget) => widget.title).join(" · ")}</p>
                <Button
                  variant="light"
                  loading={install.isPending}
                  onClick={() => create({ name: title, description, widgets }, false)}
                >
                  Add {title}
                </Button>
              </article>
            );
          })}
        </div>
      </Panel>
      <Panel title="Custom">
        <form className={classes.form} onSubmit={submit}>
          <TextInput
            label="Name"
            maxLength={255}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" disabled={!name.trim()} loading={install.isPending}>
            Create
          </Button>
          <FileButton resetRef={again} accept="application/json,.json" onChange={(file) => void read(file)}>
            {(props) => (
              <Button {...props} variant="default" leftSection={<IconFileImport size={14} />}>
                Import JSON…
              </Button>
            )}
          </FileButton>
        </form>
      </Panel>
    </Page>
  );
}
