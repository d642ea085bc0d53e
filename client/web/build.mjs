// Bundles the pages into the Python package: HTML files, a script and a style sheet for each, nothing inline,
// nothing from elsewhere. The licences of what is bundled travel with it.
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const pages = fileURLToPath(new URL("../../service/tyyni/serve/pages/", import.meta.url));
const bundled = ["preact", "uplot"];

await mkdir(pages, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: [
    { in: "src/agent.tsx", out: "agent" },
    { in: "src/floor.tsx", out: "floor" },
    { in: "src/review.tsx", out: "review" },
    { in: "src/insights.tsx", out: "insights" },
    { in: "src/practice.tsx", out: "practice" },
    // The audio thread loads a file of its own; it must lie beside the pages.
    { in: "src/capture/worklet.ts", out: "capture-worklet" },
  ],
  outdir: pages,
  bundle: true,
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  logLevel: "warning",
  minify: true,
  target: "es2023",
});
for (const page of ["agent.html", "floor.html", "review.html", "insights.html", "practice.html", "icon.svg"]) {
  await cp(`${here}${page}`, `${pages}${page}`);
}
const licences = bundled.map(async (name) => {
  const text = await readFile(`${here}node_modules/${name}/LICENSE`, "utf8");
  return `${name}\n\n${text}`;
});
await writeFile(`${pages}licences.txt`, (await Promise.all(licences)).join("\n\n"));
