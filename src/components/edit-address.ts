/**
 * Where a reader can propose a change to a file, when the build was told of such a place: the address in
 * `REJOIN_EDIT_URL`, with `{path}` where the file's path belongs. Null when it was not.
 */
export function editAddress(path: string, pattern = process.env["REJOIN_EDIT_URL"]): string | null {
  if (pattern === undefined || pattern === "") return null;
  if (!/^https?:\/\//.test(pattern) || !pattern.includes("{path}")) {
    throw new Error(
      `REJOIN_EDIT_URL must be an address with {path} in it, such as https://example.org/edit/{path}, not "${pattern}".`,
    );
  }
  return pattern.replaceAll("{path}", path.split("/").map(encodeURIComponent).join("/"));
}
