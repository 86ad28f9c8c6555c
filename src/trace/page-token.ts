/** The token that the server has put into a page. */
export type PageToken =
  /** Signed so many seconds before the page was opened. */
  | { readonly is: "signed"; readonly ageSeconds: number }
  /** Signed with another secret than the server's. */
  | { readonly is: "forged" }
  | { readonly is: "missing" };
