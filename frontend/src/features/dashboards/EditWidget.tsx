import { Drawer } from "@mantine/core";
import type { Widget } from "@/api/client";
import { changedConfig, widgetConfig } from "./config";
import { changes, useChange } from "./queries";
import { type Draft, WidgetForm } from "./WidgetForm";

interface EditWidgetProps {
  dashboardId: string;
  /** null: none was chosen yet. */
  widget: Widget | null;
  opened: boolean;
  onClose: () => void;
}

/** The form of a widget that stands on a dashboard. */
export function EditWidget({ dashboardId, widget, opened, onClose }: EditWidgetProps) {
  const update = useChange(changes.updateWidget);
  const save = (stored: Widget, { widgetType, title, config }: Draft) => {
    const body = { widgetType, title, config: changedConfig(stored.config, config) };
    update.mutate({ id: dashboardId, widget: stored.id, body }, { onSuccess: onClose });
  };
  return (
    <Drawer opened={opened} onClose={onClose} position="right" title="Edit widget" size="sm">
      {widget ? (
        <WidgetForm
          key={widget.id}
          draft={{ widgetType: widget.widgetType, title: widget.title, config: widgetConfig(widget.config) }}
          submit="Save"
          saving={update.isPending}
          onSubmit={(draft) => save(widget, draft)}
          cancel="Cancel"
          onCancel={onClose}
        />
      ) : null}
    </Drawer>
  );
}
