/** Where the browser keeps the reader's text of a file. */
export function draftKey(file: string): string {
  return `rejoin-code:${file}`;
}

/** The name under which an exercise's text is kept beside the files. */
export function draftOfExercise(id: string): string {
  return `exercise:${id}`;
}
