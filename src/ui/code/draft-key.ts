/** Where the browser keeps the reader's text of a file. */
export function draftKey(file: string): string {
  return `rejoin-code:${file}`;
}
