import type { Context } from "../context.ts";

/** What all processes of one system share, each part under the function that makes it when first asked for. */
export function sharedState<Part>(cx: Context, make: () => Part): Part {
  const { shared } = cx.host;
  if (!shared.has(make)) shared.set(make, make());
  return shared.get(make) as Part; // kept under its own maker
}
