// Prints the structure tree of each page of a PDF as JSON, as pdf.js reads it: node structure.mjs FILE
// An element is {role, alt, kids}, marked content is its text, annotations are left out.
import { readFile } from "node:fs/promises";

console.log = console.warn; // keeps messages of pdf.js out of the JSON
const pdfjs = await import("../../node/node_modules/pdfjs-dist/legacy/build/pdf.mjs");

// Returns the text of marked content by its id; nested marked content has no id and belongs to the outer one.
const collectText = (items) => {
  const text = {};
  const open = [];
  for (const { type, id, str, hasEOL } of items) {
    if (type === "endMarkedContent") open.pop();
    else if (type) open.push(id ?? open.at(-1));
    else if (open.at(-1)) text[open.at(-1)] = (text[open.at(-1)] ?? "") + str + (hasEOL ? "\n" : "");
  }
  return text;
};

const toNodes = (kid, text) => {
  if (kid.type === "content") return [text[kid.id] ?? ""];
  if (kid.type) return [];
  return [{ role: kid.role, alt: kid.alt ?? "", kids: kid.children.flatMap((each) => toNodes(each, text)) }];
};

const data = new Uint8Array(await readFile(process.argv[2]));
const file = await pdfjs.getDocument({ data, verbosity: pdfjs.VerbosityLevel.ERRORS }).promise;
const trees = [];
for (let number = 1; number <= file.numPages; number++) {
  const page = await file.getPage(number);
  const tree = await page.getStructTree();
  const { items } = await page.getTextContent({ includeMarkedContent: true });
  trees.push(...toNodes(tree ?? { role: "Root", children: [] }, collectText(items)));
}
process.stdout.write(JSON.stringify(trees));
