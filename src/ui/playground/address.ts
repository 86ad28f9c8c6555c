/** An address within the playground, wherever the site is mounted. */
export function playgroundAddress(path: string): string {
  return `${import.meta.env.BASE_URL.replace(/\/$/, "")}/playground/${path}`;
}
