import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, test } from "vitest";

const SRC = join(import.meta.dirname, "../src");

/** Which folders a folder of `src` may import from, besides itself (docs/architecture.md). */
const ARROWS: Record<string, readonly string[]> = {
  loading: [],
  protocol: ["loading"],
  trace: ["loading", "protocol"],
  kernel: ["trace"],
  transport: ["protocol", "kernel", "trace"],
  server: ["loading", "protocol", "kernel", "trace"],
  apps: ["protocol", "kernel", "trace", "server"],
  elixir: ["loading", "protocol", "kernel", "trace", "server"],
  client: ["loading", "protocol", "kernel", "transport", "trace"],
  machines: ["protocol", "trace"],
  schemas: ["protocol", "trace"],
  simulation: [
    "loading",
    "protocol",
    "trace",
    "kernel",
    "transport",
    "server",
    "apps",
    "elixir",
    "client",
    "machines",
    "schemas",
  ],
  worker: ["simulation", "client"],
  offline: [],
  cli: ["protocol", "trace", "elixir", "schemas", "simulation"],
  ui: ["protocol", "trace", "machines", "schemas", "worker"],
  components: ["ui", "schemas", "simulation", "trace"],
  layouts: ["components", "ui", "schemas", "styles"],
  pages: ["components", "layouts", "ui", "schemas", "simulation", "styles"],
  styles: [],
};

/** Folders whose types it may name besides; nothing of them is in its code. */
const TYPE_ARROWS: Record<string, readonly string[]> = {
  ui: ["simulation"],
};

/** Packages that only one folder may import. */
const PACKAGE_OWNERS: Record<string, readonly string[]> = {
  phoenix: ["client"],
  xstate: ["machines"],
  "@noble/hashes": ["server", "schemas"],
  fflate: ["schemas"],
  acorn: ["schemas"],
  zod: ["schemas"],
  yaml: ["schemas"],
  serwist: ["offline"],
  "lezer-elixir": ["elixir"],
  "@lezer/common": ["elixir"],
};

/** The core touches nothing of the machine it runs on. */
const PURE = [
  "loading",
  "protocol",
  "trace",
  "kernel",
  "transport",
  "server",
  "apps",
  "elixir",
  "machines",
  "simulation",
];
const IMPURE: readonly RegExp[] = [
  /\bset(Timeout|Interval|Immediate)\s*\(/,
  /\bqueueMicrotask\b/,
  /\bnew Date\b|\bDate\.(now|UTC|parse)\b/,
  /\bMath\.(random|sin|cos|tan|exp|log|pow|sqrt|cbrt|hypot|atan2?)\b/,
  /\bperformance\.now\b/,
  /\bdocument\.|\bwindow\.|\blocalStorage\b|\bnavigator\b/,
  /\bfetch\(|\bXMLHttpRequest\b|\bnew WebSocket\b/,
  /\bIntl\b|\.toLocale|\blocaleCompare\b/,
  /from "node:/,
];

const FORBIDDEN_NAMES = /(^|[-_.])(utils?|helpers?|common|misc)([-_.]|$)|^index\.tsx?$/;

type Source = { readonly path: string; readonly folder: string; readonly text: string };

const sources: readonly Source[] = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.(ts|tsx|astro|js|mjs)$/.test(path))
  .map((path) => path.replaceAll("\\", "/"))
  .map((path) => ({
    path,
    folder: path.includes("/") ? (path.split("/")[0] ?? "") : "",
    text: readFileSync(join(SRC, path), "utf8"),
  }));

describe("imports follow the arrows", () => {
  test.each(Object.keys(ARROWS))("%s", (folder) => {
    const wrong = sources
      .filter((source) => source.folder === folder)
      .flatMap((source) => importsOf(source).map((imported) => ({ source, ...imported })))
      .filter(({ target }) => target.startsWith("."))
      .map(({ source, target, onlyTypes }) => ({
        from: source.path,
        to: relative(SRC, normalize(join(SRC, dirname(source.path), target))).replaceAll("\\", "/"),
        onlyTypes,
      }))
      .filter(({ to }) => !to.startsWith("..") && to.includes("/"))
      .filter(({ to, onlyTypes }) => {
        const target = to.split("/")[0] ?? "";
        const allowed = [
          folder,
          ...(ARROWS[folder] ?? []),
          ...(onlyTypes ? (TYPE_ARROWS[folder] ?? []) : []),
        ];
        return !allowed.includes(target);
      });
    expect(wrong).toEqual([]);
  });

  test("every folder has its arrows", () => {
    const folders = new Set(sources.map((source) => source.folder).filter((folder) => folder !== ""));
    expect([...folders].filter((folder) => !(folder in ARROWS))).toEqual([]);
  });

  test("some packages belong to one folder", () => {
    const wrong = sources.flatMap((source) =>
      importsOf(source)
        .map(({ target }) => Object.keys(PACKAGE_OWNERS).find((name) => isPackage(target, name)))
        .filter((name) => name !== undefined)
        .filter((name) => !(PACKAGE_OWNERS[name] ?? []).includes(source.folder))
        .map((name) => `${source.path} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe("the core is pure", () => {
  test.each(PURE)("%s touches no timer, clock, chance, page or network", (folder) => {
    const wrong = sources
      .filter((source) => source.folder === folder)
      .flatMap((source) =>
        withoutComments(source.text)
          .split("\n")
          .flatMap((line, index) =>
            IMPURE.some((pattern) => pattern.test(line))
              ? [`${source.path}:${index + 1} ${line.trim()}`]
              : [],
          ),
      );
    expect(wrong).toEqual([]);
  });
});

/** Everything that is loaded with a file of `src`. */
function reachedFrom(...entries: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    const source = sources.find((candidate) => candidate.path === path);
    if (source === undefined) return;
    for (const { target, onlyTypes } of importsOf(source)) {
      if (onlyTypes || !target.startsWith(".")) continue;
      visit(relative(SRC, normalize(join(SRC, dirname(path), target))).replaceAll("\\", "/"));
    }
  };
  for (const entry of entries) visit(entry);
  return reached;
}

test("what runs compiled Elixir needs neither the compiler nor the parser", () => {
  const entries = ["compiled-module", "elixir-app", "system-library"].map((name) => `elixir/${name}.ts`);
  const reached = reachedFrom(...entries);
  expect(reached.size).toBeGreaterThan(50);
  expect([...reached].filter((path) => /^elixir\/(compiler|parser)\//.test(path))).toEqual([]);
});

test("the page draws the statecharts from their definitions, and runs none of them", () => {
  const reached = [...reachedFrom("ui/statechart/machines.ts")].filter((path) =>
    path.startsWith("machines/"),
  );
  expect(reached.length).toBeGreaterThan(3);
  expect(reached.filter((path) => !path.endsWith("-config.ts"))).toEqual([]);
});

test("files are named after one noun, in kebab case", () => {
  const names = sources
    .filter((source) => !["pages", "components", "layouts"].includes(source.folder))
    .map((source) => source.path.split("/").at(-1) ?? "");
  expect(names.filter((name) => FORBIDDEN_NAMES.test(name))).toEqual([]);
  expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.(config|d))?\.[a-z]+$/.test(name))).toEqual([]);
});

type Import = { readonly target: string; readonly onlyTypes: boolean };

function importsOf({ text }: Source): Import[] {
  const found = text.matchAll(
    /(import type [^;]*?from|from|import)\s*\(?\s*["']([^"']+)["']|new URL\(\s*["']([^"']+)["']/g,
  );
  return [...found].map(([, how = "", target, url]) => ({
    target: target ?? url ?? "",
    onlyTypes: how.startsWith("import type"),
  }));
}

function isPackage(target: string, name: string): boolean {
  return target === name || target.startsWith(`${name}/`);
}

// Line breaks stay, so that a finding still names its line.
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "))
    .replace(/(^|\s)\/\/.*$/gm, "$1");
}
