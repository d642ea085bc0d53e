// Bundles the pages into the Python package: HTML files, a script and a style sheet for each, nothing inline,
// nothing from elsewhere. The licences of what is bundled travel with it.
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const pages = fileURLToPath(new URL("../../service/tyyni/serve/pages/", import.meta.url));
const names = ["agent", "floor", "review", "insights", "practice"];
const bundled = ["preact", "uplot"];

await mkdir(pages, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: [
    ...names.map((name) => ({ in: `src/${name}.tsx`, out: name })),
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
const page = await readFile(`${here}page.html`, "utf8");
for (const name of names) {
  await writeFile(`${pages}${name}.html`, page.replaceAll("PAGE", name));
}
await cp(`${here}icon.svg`, `${pages}icon.svg`);
const licences = bundled.map(async (name) => {
  const text = await readFile(`${here}node_modules/${name}/LICENSE`, "utf8");
  return `${name}\n\n${text}`;
});
await writeFile(`${pages}licences.txt`, (await Promise.all(licences)).join("\n\n"));
