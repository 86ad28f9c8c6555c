import type { ShikiTransformer } from "shiki";

/** Gives every line of a code block its number in the file, so that the text can point at it. */
export function lineNumbers(first: number): ShikiTransformer {
  return {
    name: "line-numbers",
    line(node, line) {
      node.properties["data-line"] = String(first + line - 1);
    },
  };
}
