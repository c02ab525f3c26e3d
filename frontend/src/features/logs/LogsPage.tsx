import { Page } from "@/shared/Page";

export function LogsPage() {
  return <Page title="LogsPage">{null}</Page>;
}
