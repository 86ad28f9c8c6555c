// `npm run notices` writes THIRD-PARTY-NOTICES.txt: the licences of what the built site carries to a reader.
// `npm run notices -- --check` only says whether the file is up to date.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const FILE = join(ROOT, "THIRD-PARTY-NOTICES.txt");

/** Packages whose code or fonts end up in `dist`; the others only build and test it. */
const SHIPPED = [
  "@astrojs/preact",
  "@fontsource-variable/literata",
  "@fontsource/commit-mono",
  "@codemirror/commands",
  "@codemirror/language",
  "@codemirror/lint",
  "@codemirror/state",
  "@codemirror/streamparser",
  "@codemirror/view",
  "@lezer/common",
  "@lezer/highlight",
  "@lezer/lr",
  "@marijn/find-cluster-break",
  "@noble/hashes",
  "astro",
  "codemirror-lang-elixir",
  "crelt",
  "fflate",
  "lezer-elixir",
  "phoenix",
  "pagefind",
  "preact",
  "serwist",
  "style-mod",
  "w3c-keyname",
  "xstate",
  "zod",
];

function noticeOf(name: string): string {
  const folder = join(ROOT, "node_modules", name);
  const { version, license }: { version: string; license: string } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  const texts = licenceFiles(folder).map((file) => readFileSync(file, "utf8").trim());
  const text = texts.length === 0 ? `Licence: ${license}` : texts.join("\n\n");
  return `${name} ${version} (${license})\n${"-".repeat(72)}\n${text}\n`;
}

/** Some packages have a folder of licences. */
function licenceFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => /^(licen[cs]e|copying)/i.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? licenceFiles(path) : [path];
    });
}

const notices = `Rejoin's pages carry code and fonts of others. Made by \`npm run notices\`.\n\n${SHIPPED.map(noticeOf).join("\n\n")}`;

if (process.argv.includes("--check")) {
  const upToDate = existsSync(FILE) && readFileSync(FILE, "utf8") === notices;
  console.log(
    upToDate ? "THIRD-PARTY-NOTICES.txt is up to date" : "run `npm run notices` and commit the result",
  );
  process.exit(upToDate ? 0 : 1);
}
writeFileSync(FILE, notices);
console.log(`wrote the notices of ${SHIPPED.length} packages`);
