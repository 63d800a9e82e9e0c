// Prints the structure tree of each page of a PDF as pdf.js reads it, as JSON: node structure.mjs FILE
// An element is {role, alt, kids}, marked content the text within, an annotation is left out.
import { readFile } from "node:fs/promises";

console.log = console.warn; // what pdf.js has to say is not the answer
const pdfjs = await import("../../node/node_modules/pdfjs-dist/legacy/build/pdf.mjs");

// The text of each piece of marked content by its id; pieces within a piece have none, and count to it.
const words = (items) => {
  const text = {};
  const open = [];
  for (const { type, id, str, hasEOL } of items) {
    if (type === "endMarkedContent") open.pop();
    else if (type) open.push(id ?? open.at(-1));
    else if (open.at(-1)) text[open.at(-1)] = (text[open.at(-1)] ?? "") + str + (hasEOL ? "\n" : "");
  }
  return text;
};

const told = (kid, text) => {
  if (kid.type === "content") return [text[kid.id] ?? ""];
  if (kid.type) return [];
  return [{ role: kid.role, alt: kid.alt ?? "", kids: kid.children.flatMap((each) => told(each, text)) }];
};

const data = new Uint8Array(await readFile(process.argv[2]));
const file = await pdfjs.getDocument({ data, verbosity: pdfjs.VerbosityLevel.ERRORS }).promise;
const trees = [];
for (let number = 1; number <= file.numPages; number++) {
  const page = await file.getPage(number);
  const tree = await page.getStructTree();
  const { items } = await page.getTextContent({ includeMarkedContent: true });
  trees.push(...told(tree ?? { role: "Root", children: [] }, words(items)));
}
process.stdout.write(JSON.stringify(trees));
