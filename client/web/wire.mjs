// Derives src/wire.ts from wire.schema.json, which `python -m tyyni.wire_docs` writes.
// With --stdout the types are printed instead, for the test that fails when the file is stale.
import { readFile, writeFile } from "node:fs/promises";
import { compile } from "json-schema-to-typescript";

const schema = JSON.parse(await readFile(new URL("wire.schema.json", import.meta.url), "utf8"));
const types = await compile(schema, "Wire", {
  additionalProperties: false,
  bannerComment: "// Derived from service/tyyni/wire by `make wire`; do not edit.",
  unreachableDefinitions: true,
});
if (process.argv.includes("--stdout")) {
  process.stdout.write(types);
} else {
  await writeFile(new URL("src/wire.ts", import.meta.url), types);
}
