import { Page } from "@/shared/Page";

export function TracesPage() {
  return <Page title="TracesPage">{null}</Page>;
}
