import { useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Status } from "@/api/client";
import { ago } from "@/shared/format";
import { Dot } from "@/shared/ToolBadge";
import type { ToolIndex } from "@/shared/tools";
import { useSetSearch } from "@/shared/useRange";
import { Arrivals } from "./Arrivals";
import { type Arrival, arrivalOf, arrivalOfTool } from "./health";
import { SetupText } from "./SetupText";
import classes from "./Tools.module.css";

interface ToolsProps {
  status: Status;
  tools: ToolIndex;
  endpoint: string;
}

interface Choice {
  id: string;
  title: string;
  colour: string;
  text: string;
  arrival: Arrival;
}

const OTHER = "other";

/** A tool to choose, its set-up text, and what arrives of it. */
export function Tools({ status, tools, endpoint }: ToolsProps) {
  const choices = useMemo(() => choicesOf(status, tools, endpoint), [status, tools, endpoint]);
  const wanted = useSearch({ from: "/setup" }).tool;
  const setSearch = useSetSearch();
  const chosen = choices.find((choice) => choice.id === wanted) ?? choices[0];
  return chosen ? (
    <section aria-label="Tools">
      <div className={classes.tabs} role="group" aria-label="Tool">
        {choices.map((choice) => (
          <button
            key={choice.id}
            type="button"
            className={classes.tab}
            aria-pressed={choice.id === chosen.id}
            onClick={() => setSearch({ tool: choice.id }, true)}
          >
            <Dot colour={choice.colour} />
            <span className={classes.title}>{choice.title}</span>
            <span className={classes.state} data-connected={choice.arrival.last !== undefined}>
              {choice.arrival.last ? ago(choice.arrival.last) : "not connected"}
            </span>
          </button>
        ))}
      </div>
      <div className={classes.columns}>
        <SetupText key={chosen.id} title={chosen.title} text={chosen.text} />
        <Arrivals key={`${chosen.id} arrivals`} title={chosen.title} arrival={chosen.arrival} status={status} />
      </div>
    </section>
  ) : null;
}

function choicesOf(status: Status, tools: ToolIndex, endpoint: string): Choice[] {
  const declared = tools.tools.map((tool) => ({
    id: tool.id,
    title: tool.title,
    colour: tool.colour,
    text: tool.setupText,
    arrival: arrivalOfTool(status, tool, tools),
  }));
  const other = {
    id: OTHER,
    title: "Other tools",
    colour: tools.colourOf(""),
    text: otherText(endpoint),
    arrival: arrivalOf(status.received, (service) => !tools.knows(service)),
  };
  return [...declared, other];
}

function otherText(endpoint: string): string {
  return `Connect any OpenTelemetry source
================================

Most SDKs and tools read these variables:

  export OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}
  export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
  export OTEL_SERVICE_NAME=my-service

AI Observer accepts traces, metrics and logs over HTTP, as protobuf or JSON, plain or compressed (gzip, deflate, zstd):

  ${endpoint}/v1/traces
  ${endpoint}/v1/metrics
  ${endpoint}/v1/logs
`;
}
