/** Writes the types of docs/openapi.yaml to src/api/schema.ts; with --check only says whether they are still the same. */
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const document = new URL("../../docs/openapi.yaml", import.meta.url);
const schema = new URL("../src/api/schema.ts", import.meta.url);

const tree = await openapiTS(document, {
  rootTypes: true,
  rootTypesNoSchemaPrefix: true,
  // What has a default may be left out of a request; the desk's answers say what they hold with `required`.
  defaultNonNullable: false,
  silent: true,
});
const made = `/** Made from docs/openapi.yaml by \`npm run api\`: change that, and make it again. */\n\n${astToString(tree)}`;

if (process.argv.includes("--check")) {
  if ((await readFile(schema, "utf8").catch(() => "")) !== made) {
    console.error("web/src/api/schema.ts is not what docs/openapi.yaml says: ./dev docs");
    process.exit(1);
  }
} else {
  await writeFile(schema, made);
}
