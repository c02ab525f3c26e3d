// Shows what is stored per service, live, and how to connect a tool. The dashboard will replace this page.

const number = new Intl.NumberFormat();
const element = (id) => document.getElementById(id);

function make(tag, text, properties = {}) {
  return Object.assign(document.createElement(tag), { textContent: text, ...properties });
}

async function read(path) {
  const response = await fetch(path);
  const body = await response.json();
  if (!response.ok) throw new Error(body.error);
  return body;
}

function showTotals(status) {
  const { rows, dropped, deduplicated } = status;
  const totals = [
    ["Spans", rows.otel_traces],
    ["Metric points", rows.otel_metrics],
    ["Logs", rows.otel_logs],
    ["Dropped as noise", dropped.total],
    ["Sent twice", deduplicated.total],
  ];
  element("totals").replaceChildren(
    ...totals.map(([label, count]) => {
      const item = document.createElement("div");
      item.append(make("dt", label), make("dd", number.format(count)));
      return item;
    }),
  );
}

function showServices(services) {
  element("empty").hidden = services.length > 0;
  element("services").replaceChildren(
    ...services.map((service) => {
      const row = document.createElement("tr");
      const last = service.lastTime ? new Date(service.lastTime).toLocaleString() : "";
      const cells = [service.service, number.format(service.traces), number.format(service.metrics), number.format(service.logs), last];
      row.append(...cells.map((text) => make("td", text)));
      return row;
    }),
  );
}

function setupBlock(tool) {
  const block = document.createElement("details");
  const title = make("summary", "");
  const dot = make("span", "", { className: "dot" });
  dot.style.background = tool.colour;
  title.append(dot, tool.title);
  const copy = make("button", "Copy", { type: "button" });
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(tool.setupText);
    copy.textContent = "Copied";
    setTimeout(() => { copy.textContent = "Copy"; }, 1500);
  });
  block.append(title, make("pre", tool.setupText), copy);
  return block;
}

async function refresh() {
  const status = await read("/api/status");
  showTotals(status);
  showServices(status.received);
}

let scheduled = false;
function refreshSoon() {
  if (scheduled) return;
  scheduled = true;
  setTimeout(() => {
    scheduled = false;
    refresh().catch(console.error);
  }, 500);
}

function connect(delay = 500) {
  const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`);
  const live = element("live");
  let opened = false;
  socket.onopen = () => {
    opened = true;
    live.textContent = "● live";
    live.className = "on";
    refreshSoon();
  };
  socket.onmessage = refreshSoon;
  socket.onclose = () => {
    live.textContent = "not connected, trying again…";
    live.className = "";
    setTimeout(() => connect(opened ? 500 : Math.min(delay * 2, 10000)), delay);
  };
}

const { tools } = await read("/api/tools");
element("setup").replaceChildren(...tools.filter((tool) => tool.setupText).map(setupBlock));
await refresh();
connect();
