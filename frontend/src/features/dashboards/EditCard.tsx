import { ActionIcon, Tooltip } from "@mantine/core";
import { IconGripVertical, IconPencil, IconTrash } from "@tabler/icons-react";
import type { KeyboardEvent } from "react";
import type { Widget } from "@/api/client";
import { isTyping } from "@/shared/keys";
import classes from "./Editor.module.css";
import { changes, useChange } from "./queries";
import { WidgetBody } from "./WidgetBody";

interface EditCardProps {
  widget: Widget;
  dashboardId: string;
  onEdit: (widget: Widget) => void;
  onNudge: (widget: Widget, dx: number, dy: number, sizing: boolean) => void;
}

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** A widget while the dashboard is changed. */
export function EditCard({ widget, dashboardId, onEdit, onNudge }: EditCardProps) {
  const remove = useChange(changes.removeWidget);
  const where = { id: dashboardId, widget: widget.id };
  const pressed = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key];
    if (event.target !== event.currentTarget || isTyping(event.nativeEvent)) {
      return;
    }
    if (arrow) {
      event.preventDefault();
      onNudge(widget, ...arrow, event.shiftKey);
    } else if (event.key === "Enter") {
      event.preventDefault();
      onEdit(widget);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      remove.mutate(where);
    }
  };
  return (
    <section
      className={classes.card}
      tabIndex={0}
      onKeyDown={pressed}
      aria-label={`${widget.title}: column ${widget.gridColumn}, row ${widget.gridRow}, ${widget.colSpan} by ${widget.rowSpan}`}
    >
      <div className={classes.head}>
        <div className={classes.title} data-drag>
          <IconGripVertical size={14} aria-hidden />
          <span className="clip">{widget.title}</span>
        </div>
        <Tooltip label="Edit widget">
          <ActionIcon size="sm" aria-label={`Edit ${widget.title}`} onClick={() => onEdit(widget)}>
            <IconPencil size={14} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Delete">
          <ActionIcon
            size="sm"
            color="red"
            aria-label={`Delete ${widget.title}`}
            loading={remove.isPending}
            onClick={() => remove.mutate(where)}
          >
            <IconTrash size={14} />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={classes.body} inert>
        <WidgetBody widget={widget} />
      </div>
    </section>
  );
}
