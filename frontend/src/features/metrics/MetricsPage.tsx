import { Page } from "@/shared/Page";

export function MetricsPage() {
  return <Page title="MetricsPage">{null}</Page>;
}
