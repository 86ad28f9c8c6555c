/** Before the text of a link to a run, in the address of a page that has its simulator. */
export const HASH = "#run=";
