import { expect, expectAccessible, test } from "./fixtures";
import type { Server } from "./server";

test.use({ recordings: [] });

async function send(server: Server, path: string, contentType: string, sender: string): Promise<void> {
  await fetch(`http://127.0.0.1:${server.otlpPort}${path}`, {
    method: "POST",
    headers: { "content-type": contentType, "user-agent": sender },
    body: "",
  });
}

test("nothing is shown while nobody is refused; then who, and what to change", async ({ page, server }) => {
  await page.goto("/setup");
  await expect(page.getByRole("region", { name: "Server" })).toBeVisible();
  const refused = page.getByRole("region", { name: "Refused senders" });
  await expect(refused).toHaveCount(0);

  for (let count = 0; count < 2; count++) await send(server, "/v1/logs/v1/logs", "application/json", "exporter/1.0");
  await send(server, "/opentelemetry.proto.collector.logs.v1.LogsService/Export", "application/grpc", "grpc-go/1.70");
  await send(server, "/v1/logs", "text/plain", "<img src=x onerror=alert(1)>");
  await page.reload();
  await expect(refused.getByRole("listitem")).toHaveCount(3);
  await expect(refused.getByText(`a sender tries gRPC on ${server.otlpPort}: set OTEL_`)).toBeVisible();
  await expect(refused.getByText("the endpoint contains /v1/logs twice: set OTEL_")).toBeVisible();
  await expect(refused.getByText(/^2 times, /)).toBeVisible();
  await expect(refused.getByText("<img src=x onerror=alert(1)>")).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`refused senders can be read, ${colorScheme}`, async ({ page, server }) => {
    await send(server, "/otlp/v1/logs", "application/json", "exporter/2.0");
    await page.emulateMedia({ colorScheme });
    await page.goto("/setup");
    await expect(page.getByText("the endpoint has a path of its own")).toBeVisible();
    await expectAccessible(page);
  });
}
