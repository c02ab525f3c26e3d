import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { IconGripVertical, IconPencil, IconTrash } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import type { Widget } from "@/api/client";
import { isTyping } from "@/shared/keys";
import classes from "./Editor.module.css";
import { changes, useChange } from "./queries";
import { WidgetBody } from "./widgets/WidgetBody";

interface EditCardProps {
  widget: Widget;
  dashboardId: string;
  onNudge: (widget: Widget, dx: number, dy: number, sizing: boolean) => void;
}

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** A widget while the dashboard is changed. */
export function EditCard({ widget, dashboardId, onNudge }: EditCardProps) {
  const [naming, setNaming] = useState(false);
  const update = useChange(changes.updateWidget);
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
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      remove.mutate(where);
    }
  };
  const rename = (title: string) => {
    setNaming(false);
    if (title.trim() && title !== widget.title) {
      update.mutate({ ...where, body: { title: title.trim() } });
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
        {naming ? (
          <TextInput
            style={{ flex: 1 }}
            aria-label="Title of the widget"
            defaultValue={widget.title}
            maxLength={255}
            autoFocus
            onBlur={(event) => rename(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter") {
                rename(event.currentTarget.value);
              } else if (event.key === "Escape") {
                setNaming(false);
              }
            }}
          />
        ) : (
          <div className={classes.title} data-drag>
            <IconGripVertical size={14} aria-hidden />
            <span className="clip">{widget.title}</span>
          </div>
        )}
        <Tooltip label="Rename">
          <ActionIcon size="sm" aria-label={`Rename ${widget.title}`} onClick={() => setNaming(true)}>
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
