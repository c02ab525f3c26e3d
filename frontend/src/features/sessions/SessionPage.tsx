import { Page } from "@/shared/Page";

export function SessionPage() {
  return <Page title="SessionPage">{null}</Page>;
}
