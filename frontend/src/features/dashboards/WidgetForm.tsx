import { Button, Group, Input, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTools } from "@/shared/tools";
import { titleOf } from "./choices";
import type { WidgetConfig } from "./config";
import { FIELDS } from "./fields";
import { WIDGET_TYPES } from "./registry";

export interface Draft {
  widgetType: string;
  title: string;
  config: WidgetConfig;
}

interface WidgetFormProps {
  draft: Draft;
  /** The words of the button: "Add", "Save". */
  submit: string;
  saving: boolean;
  onSubmit: (draft: Draft) => void;
  cancel: string;
  onCancel: () => void;
}

/** What a widget shows: its title, and the fields of its type. */
export function WidgetForm({ draft, submit, saving, onSubmit, cancel, onCancel }: WidgetFormProps) {
  const tools = useTools();
  const [{ widgetType, title, config }, setDraft] = useState(draft);
  const type = WIDGET_TYPES.get(widgetType);
  const alike = [...WIDGET_TYPES.values()].filter((one) => one.needs !== "own" && one.needs === type?.needs);
  const isComplete = title.trim() !== "" && (!type || type.needs === "own" || titleOf(config, tools) !== undefined);
  const configure = (next: WidgetConfig) => {
    const isOurs = title === type?.title || title === titleOf(config, tools);
    setDraft({ widgetType, config: next, title: (isOurs && titleOf(next, tools)) || title });
  };
  const submitted = (event: FormEvent) => {
    event.preventDefault();
    onSubmit({ widgetType, title: title.trim(), config });
  };
  return (
    <form onSubmit={submitted}>
      <Stack gap="sm">
        <TextInput
          label="Title"
          maxLength={255}
          required
          data-autofocus
          value={title}
          onChange={(event) => setDraft({ widgetType, config, title: event.currentTarget.value })}
        />
        {alike.length > 1 ? (
          <Input.Wrapper label="Widget type" labelElement="div" size="xs">
            <SegmentedControl
              fullWidth
              aria-label="Widget type"
              data={alike.map((one) => ({ value: one.type, label: one.title }))}
              value={widgetType}
              onChange={(chosen) => setDraft({ widgetType: chosen, title, config })}
            />
          </Input.Wrapper>
        ) : null}
        {type?.fields.map((name) => {
          const Field = FIELDS[name];
          return <Field key={name} config={config} onChange={configure} />;
        })}
        <Group justify="flex-end" gap="xs" mt="xs">
          <Button variant="default" onClick={onCancel}>
            {cancel}
          </Button>
          <Button type="submit" loading={saving} disabled={!isComplete}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
