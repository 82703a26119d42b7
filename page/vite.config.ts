import { defineConfig } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";

// One file: scripts and styles stand in the page itself, which asks for nothing.
export default defineConfig({
  base: "./",
  esbuild: { legalComments: "none" },
  plugins: [viteSingleFile({ removeViteModuleLoader: true })],
  build: { target: "es2022", modulePreload: false, cssMinify: true },
});
