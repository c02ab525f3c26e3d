import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { WidgetForm } from "./WidgetForm";

vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }));
vi.stubGlobal(
  "ResizeObserver",
  class {
    observe = () => {};
    unobserve = () => {};
    disconnect = () => {};
  },
);

Element.prototype.scrollIntoView = () => {}; // jsdom has no layout

function shown(draft: Parameters<typeof WidgetForm>[0]["draft"]) {
  const client = new QueryClient();
  client.setQueryData(["tools"], { tools: [] });
  client.setQueryData(["metric-names"], ["a.metric", "b.metric"]);
  client.setQueryData(["services"], ["a"]);
  const onSubmit = vi.fn<(changed: typeof draft) => void>();
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <WidgetForm
          draft={draft}
          submit="Save"
          saving={false}
          onSubmit={onSubmit}
          cancel="Cancel"
          onCancel={() => {}}
        />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return onSubmit;
}

const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));

it("hands on what was changed, under the title of the metric", async () => {
  const onSubmit = shown({ widgetType: "metric_value", title: "a.metric", config: { metricName: "a.metric" } });
  fireEvent.click(screen.getByRole("combobox", { name: /^Metric/ }));
  fireEvent.click(await screen.findByRole("option", { name: "b.metric" }));
  fireEvent.click(screen.getByRole("radio", { name: "Metric Chart" }));
  fireEvent.click(screen.getByRole("radio", { name: "Bars" }));
  press("Save");
  expect(onSubmit).toHaveBeenCalledWith({
    widgetType: "metric_chart",
    title: "b.metric",
    config: { metricName: "b.metric", chartStyle: "bars" },
  });
});

it("wants a title, and a metric", () => {
  shown({ widgetType: "metric_chart", title: "Anything", config: {} });
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Save" }).disabled).toBe(true);
});

it("lets only the title of an unknown type be changed", () => {
  const onSubmit = shown({ widgetType: "of_a_later_version", title: "Old", config: {} });
  expect(screen.queryAllByRole("combobox")).toEqual([]);
  fireEvent.change(screen.getByRole("textbox", { name: /^Title/ }), { target: { value: " New " } });
  press("Save");
  expect(onSubmit).toHaveBeenCalledWith({ widgetType: "of_a_later_version", title: "New", config: {} });
});
