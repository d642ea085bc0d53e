// Derives src/wire.ts from wire.schema.json, which `python -m tyyni.wire_docs` writes, and src/api.ts from
// api.schema.json, which `python -m tyyni.serve.api_docs` writes.
// With --stdout the types of the wire are printed instead, with --stdout api those of the API, for the tests that fail
// when a file is stale.
import { readFile, writeFile } from "node:fs/promises";
import { compile } from "json-schema-to-typescript";

const sources = { wire: "service/tyyni/wire", api: "the records of the API" };

async function types(name) {
  const schema = JSON.parse(await readFile(new URL(`${name}.schema.json`, import.meta.url), "utf8"));
  return compile(schema, schema.title, {
    additionalProperties: false,
    bannerComment: `// Derived from ${sources[name]} by \`make wire\`; do not edit.`,
    unreachableDefinitions: true,
  });
}

const stdout = process.argv.indexOf("--stdout");
if (stdout >= 0) {
  process.stdout.write(await types(process.argv[stdout + 1] ?? "wire"));
} else {
  for (const name of Object.keys(sources)) {
    await writeFile(new URL(`src/${name}.ts`, import.meta.url), await types(name));
  }
}
