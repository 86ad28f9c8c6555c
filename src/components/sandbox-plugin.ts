import { join } from "node:path";
import { build, type Plugin } from "vite";

const NAME = "virtual:sandbox-source";
const ENTRY = join(import.meta.dirname, "../worker/sandbox.ts");

/**
 * `virtual:sandbox-source` is the text of the sandbox's worker, bundled into one file: the page that needs it hands it to
 * the frame, which cannot load anything itself.
 */
export function sandboxSource(): Plugin {
  let bundled: Promise<string> | null = null;
  return {
    name: "sandbox-source",
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    async load(id) {
      if (id !== `\0${NAME}`) return null;
      // What the build draws runs no code of readers.
      if (this.environment.name !== "client") return 'export default "";';
      bundled ??= bundle();
      return `export default ${JSON.stringify(await bundled)};`;
    },
  };
}

/** What is imported when it is needed is in the same file: nothing is there to be loaded before. */
const allAtHand: Plugin = {
  name: "all-at-hand",
  enforce: "pre",
  load: (id) =>
    id.endsWith("vite/preload-helper.js") ? "export const __vitePreload = (load) => load();" : null,
};

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    plugins: [allAtHand],
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      write: false,
      target: "es2023",
      modulePreload: false,
      rolldownOptions: {
        input: ENTRY,
        // Modules are strict, and so is what they are bundled into: else a function of a reader's sees who called it.
        output: { format: "iife", codeSplitting: false, comments: false, intro: '"use strict";' },
      },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) =>
    "output" in one ? one.output : [],
  );
  const [chunk] = outputs.filter((one) => one.type === "chunk");
  if (chunk === undefined || outputs.length !== 1) throw new Error("the sandbox's worker is not one file");
  // In a stack it has this name, and not the random one of its blob.
  return `${chunk.code}\n//# sourceURL=rejoin-sandbox.js\n`;
}
