declare module "virtual:sandbox-source" {
  /** See components/sandbox-plugin.ts. */
  const text: string;
  export default text;
}
