/// <reference types="vitest/config" />
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const backend = `127.0.0.1:${process.env.AI_OBSERVER_API_PORT ?? "8080"}`;

export default defineConfig({
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  plugins: [react()],
  build: {
    target: "es2022",
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: {
    host: "127.0.0.1",
    proxy: {
      "/api": `http://${backend}`,
      "/health": `http://${backend}`,
      "/ws": { target: `ws://${backend}`, ws: true },
    },
  },
  test: {
    projects: [
      // plain functions need neither a document nor a world of their own
      { extends: true, test: { name: "functions", include: ["src/**/*.test.ts"], isolate: false, pool: "threads" } },
      {
        extends: true,
        test: {
          name: "components",
          include: ["src/**/*.test.tsx"],
          environment: "jsdom",
          setupFiles: ["src/test-setup.ts"],
        },
      },
    ],
  },
});
