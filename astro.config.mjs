import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { satteri } from "@astrojs/markdown-satteri";
import mdx from "@astrojs/mdx";
import preact from "@astrojs/preact";
import { defineConfig } from "astro/config";
import { minify as terser } from "terser";
import { clientByModules } from "./src/components/client-plugin.ts";
import { glossaryLinks } from "./src/components/glossary-plugin.ts";
import { frontMatterChecks, withNamedErrors, writtenPlaces } from "./src/components/lesson-plugin.ts";
import { sandboxSource } from "./src/components/sandbox-plugin.ts";
import { tokenClasses } from "./src/components/token-classes.mjs";

/** What every page starts with. */
const START = /src\/ui\/page-start/;

/** What a page with a simulator needs at once, with all that it imports. */
const AT_ONCE = /src\/ui\/(simulator\/mount|exercise\/waking|code\/edit-start)/;

/** The worker, with all that it needs to look at a recorded run. */
const WORKER = /src\/worker\/simulator/;

/** What is needed besides as soon as a world runs, with all that it imports. */
const WORLD = /src\/simulation\/(run|server-app)/;

/** The official client, and the window that it finds. */
const CLIENT = /src\/client\/(official|window-shim)|node_modules\/phoenix\//;

/** What is said of an exception that nobody catches. */
const REPORT =
  /src\/elixir\/(inspection|text-conversion|exception-message|compile-host|library\/exceptions|otp\/crash-report)/;

/** What is raised, and said to code that is wrong or does too much. */
const ERRORS = /src\/elixir\/(exception|complaints|overrun)\.ts/;

/** What `defstruct` defines. */
const STRUCTS = /src\/elixir\/struct-definition/;

/** What becomes of a process's mail and of its end, when Elixir code is told of it. */
const SIGNALS = /src\/elixir\/otp\/(exit-term|signal-term|compound-shape)/;

/**
 * A panel that loads when it is opened is one file with styles that are there already, so there is nothing to preload.
 * Vite writes a call of its helper for that around every import all the same, which is half a kilobyte of a lesson's
 * scripts and has no setting; so the plugin that writes it does not take part. (Astro has a setting of its own for the
 * table of what each chunk needs, over that of the configuration.)
 * @type {import("vite").Plugin}
 */
const nothingToPreload = {
  name: "nothing-to-preload",
  enforce: "pre",
  configEnvironment: (name) => (name === "client" ? { build: { modulePreload: false } } : null),
  configResolved({ command, plugins }) {
    if (command !== "build") return;
    const writer = plugins.find(({ name }) => name === "native:import-analysis-build");
    if (writer === undefined)
      throw new Error(
        "Vite has no plugin native:import-analysis-build any more: what writes its preloads now?",
      );
    writer.applyToEnvironment = () => false;
  },
};

/** The chunks whose bytes count: what lessons load, and what they load when their reader acts. */
const OF_LESSONS = new Set(["start", "island", "action-panel", "simulator", "world"]);

/**
 * The bundler's own minifier leaves functions that are called once where they stand; Terser puts them in their place
 * first, which is a kilobyte of a lesson's scripts. (By itself, as Vite offers it, it does worse than both together.)
 * @type {import("vite").Plugin}
 */
const calledOnce = {
  name: "called-once",
  apply: "build",
  async renderChunk(code, { name }) {
    if (!OF_LESSONS.has(name)) return null;
    const { code: shorter = code, map = null } = await terser(code, {
      module: true,
      mangle: false,
      compress: { ecma: 2022, passes: 3, sequences: false },
      sourceMap: true,
    });
    return { code: shorter, map: String(map) };
  },
};

/**
 * Astro marks every MDX module in a way of its own, and the bundler warns of each mark that it means nothing to it.
 * @type {import("vite").Plugin}
 */
const noWordOfMarks = {
  name: "no-word-of-marks",
  onLog: (_, { code }) => code !== "MODULE_LEVEL_DIRECTIVE",
};

/** What a Content-Security-Policy knows an inline script by. @returns {`sha256-${string}`} */
function hashOf(/** @type {string} */ file) {
  return `sha256-${createHash("sha256")
    .update(readFileSync(join(import.meta.dirname, file)))
    .digest("base64")}`;
}

export default defineConfig({
  // For a sub-path, build with `astro build --base /path` (and `--site` for absolute addresses).
  output: "static",
  // Not in node_modules: checkouts that share theirs would mix up their pages when they build at the same time.
  cacheDir: "./.astro/cache",
  trailingSlash: "ignore",
  compressHTML: true,
  devToolbar: { enabled: false },
  prefetch: false,
  build: {
    // A style element would need its own hash in the policy; files are covered by 'self'.
    inlineStylesheets: "never",
  },
  integrations: [mdx(), preact()],
  markdown: {
    processor: withNamedErrors(
      satteri({ hastPlugins: [writtenPlaces(import.meta.dirname), glossaryLinks(import.meta.dirname)] }),
      import.meta.dirname,
    ),
    syntaxHighlight: { type: "shiki" },
    shikiConfig: { theme: "css-variables", transformers: [tokenClasses()] },
  },
  security: {
    csp: {
      // The search is WebAssembly; this allows that and no eval.
      scriptDirective: {
        resources: ["'self'", "'wasm-unsafe-eval'"],
        hashes: [hashOf("src/layouts/early-theme.js")],
      },
      directives: [
        "default-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'none'",
      ],
    },
  },
  vite: {
    plugins: [
      nothingToPreload,
      calledOnce,
      noWordOfMarks,
      sandboxSource(),
      frontMatterChecks(import.meta.dirname),
    ],
    build: { assetsInlineLimit: 0 },
    worker: {
      format: "es",
      plugins: () => [clientByModules(), calledOnce],
      rolldownOptions: {
        output: {
          // Licences stand in THIRD-PARTY-NOTICES.txt.
          comments: false,
          codeSplitting: {
            groups: [
              { name: "simulator", test: WORKER, priority: 3 },
              { name: "world", test: WORLD, priority: 2 },
              { name: "errors", test: ERRORS, priority: 1 },
              { name: "signals", test: SIGNALS, priority: 1 },
              { name: "structs", test: STRUCTS, priority: 1 },
              { name: "report", test: REPORT },
            ],
          },
        },
      },
    },
    environments: {
      // In one file with it, the client is evaluated after the window that it looks for (src/client/official.ts). Left
      // outside, or in a file of its own, Node would load it first, and the runs that the build draws would know nothing
      // of hidden pages.
      prerender: {
        resolve: { noExternal: ["phoenix"] },
        build: {
          rolldownOptions: { output: { codeSplitting: { groups: [{ name: "client", test: CLIENT }] } } },
        },
      },
      client: {
        build: {
          rolldownOptions: {
            output: {
              comments: false,
              // What every lesson needs at once goes into one file: it compresses better than seven small ones.
              // The panels of the bench (statecharts, frame, actions) stay apart and load when they are opened.
              codeSplitting: {
                groups: [
                  { name: "start", test: START },
                  { name: "island", test: AT_ONCE },
                ],
              },
            },
          },
        },
      },
    },
  },
});
